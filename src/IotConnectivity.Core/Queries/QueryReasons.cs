namespace IotConnectivity.Queries;

/// <summary>The reasons for refusing a query. AWS IoT's where it has one, README.md says which are ours.</summary>
internal static class QueryReasons
{
    internal const string InvalidSyntax = "invalid syntax";
    internal const string UnsupportedPlus = "unsupported operator - \"+\"";
    internal const string UnsupportedFuzzy = "unsupported query type - fuzzy";
    internal const string UnsupportedBoost = "unsupported query type - boost";
    internal const string UnsupportedRegularExpression = "unsupported query type - regular expression";

    internal const string LeadingQuestionMark = "wildcard character (?) is not allowed at the start of the value";
    internal const string WildcardInRange = "wildcard characters are not allowed in ranges and comparisons";
    internal const string WildcardBesideWhiteSpace = "wildcard characters are not allowed in a value with white space";
    internal const string NotANumber = "a number is expected";
    internal const string NotABoolean = "true or false is expected";
    internal const string OnlyTrue = "only true can be queried";

    internal static string TooManyStars { get; } = TooManyWildcards('*', QueryLimits.MaxStars);

    internal static string TooManyQuestionMarks { get; } = TooManyWildcards('?', QueryLimits.MaxQuestionMarks);

    internal static string TooManyLeadingStars { get; } =
        $"wildcard character (*) at the start of the value is allowed in {QueryLimits.MaxLeadingStars} term per query";

    internal static string TooLong(int length) =>
        $"number of characters cannot exceed {QueryLimits.MaxLength}, characters found: {length}";

    internal static string TooLongWithLeadingStar(int length) =>
        $"wildcard character (*) at the start of the value is allowed in queries of up to {QueryLimits.MaxLengthWithLeadingStar} characters, characters found: {length}";

    internal static string TooManyTerms(int terms) => $"number of terms cannot exceed {QueryLimits.MaxTerms}, terms found: {terms}";

    internal static string InvalidField(string field) => $"invalid field name, field name: {field}";

    internal static string InvalidValue(string why, string? field, string value) =>
        field is null ? $"invalid value - {why}, value: {value}" : $"invalid value - {why}, field name: {field}, value: {value}";

    internal static string NotIndexed(string source, string index) =>
        $"Query includes one or more constraints for {source} attribute, but {source} indexing is not enabled for {index} index";

    private static string TooManyWildcards(char wildcard, int most) => $"too many wildcards ({wildcard}). The maximum allowed per term is {most}";
}
