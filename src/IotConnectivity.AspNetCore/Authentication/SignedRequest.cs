using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>What a signature covers apart from the body, as it was on the wire.</summary>
/// <param name="Method">The method as sent.</param>
/// <param name="RawTarget">The target as sent, percent-encoded.</param>
/// <param name="Headers">The headers; names compare without regard to case.</param>
internal readonly record struct SignedRequest(string Method, string RawTarget, IHeaderDictionary Headers)
{
    public static SignedRequest From(HttpContext context) =>
        new(context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, context.Request.Headers);
}
