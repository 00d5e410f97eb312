using System.Security.Claims;

namespace IotConnectivity.AspNetCore.Authentication;

public class ConnectivityIdentityTests
{
    private static readonly ConnectivityPrincipal Role = new("arn:aws:sts::111122223333:assumed-role/Reader/session");

    [Fact]
    public void ConnectivityIdentity_OfAUser_HasArnAndNameAsClaims()
    {
        var identity = new ConnectivityIdentity(Example.Alice, "Test");

        Assert.True(identity.IsAuthenticated);
        Assert.Equal("alice", identity.Name);
        Assert.Equal(Example.Alice.Arn, identity.FindFirst(ClaimTypes.NameIdentifier)?.Value);
        Assert.Equal(Role.Arn, new ConnectivityIdentity(Role, "Test").Name);
    }

    [Fact]
    public void Find_AnyIdentityOfTheUser_GivesThePrincipal()
    {
        var own = new ConnectivityIdentity(Example.Alice, "Test");
        var foreign = new ClaimsIdentity("Other");

        Assert.Same(Example.Alice, ConnectivityPrincipal.Find(new ClaimsPrincipal(own)));
        Assert.Same(Example.Alice, ConnectivityPrincipal.Find(new ClaimsPrincipal([foreign, own])));
        Assert.Null(ConnectivityPrincipal.Find(new ClaimsPrincipal(foreign)));
        Assert.Null(ConnectivityPrincipal.Find(new ClaimsPrincipal()));
    }

    [Fact]
    public void Clone_Identity_KeepsThePrincipal()
    {
        var copy = new ClaimsPrincipal(new ConnectivityIdentity(Example.Alice, "Test")).Clone();

        Assert.Same(Example.Alice, ConnectivityPrincipal.Find(copy));
    }

    [Fact]
    public async Task For_OneScheme_IsOneResult()
    {
        var ticket = new CachedTicket(Example.Alice);

        var first = await ticket.For("A");
        var other = await ticket.For("B");

        Assert.Same(ticket.For("B"), ticket.For("B"));
        Assert.Equal("A", first.Ticket?.AuthenticationScheme);
        Assert.Equal("B", other.Ticket?.AuthenticationScheme);
        Assert.Same((await ticket.For("B")).Principal, ticket.UserFor("B"));
        Assert.Same(Example.Alice, ConnectivityPrincipal.Find(first.Principal!));
    }
}
