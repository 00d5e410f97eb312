namespace IotConnectivity.Queries;

/// <summary>How large a fleet query may be. Checked before it is held against anything.</summary>
public static class QueryLimits
{
    /// <summary>The longest query, in code points.</summary>
    /// <remarks>AWS IoT API Reference, SearchIndex, <c>queryString</c>; AWS counts code points.</remarks>
    public const int MaxLength = 1_000;

    /// <summary>The most terms in one query.</summary>
    /// <remarks>
    /// AWS IoT Developer Guide, Query syntax. A term with or without field, a <c>*</c>, a comparison, a range and each value of a field group counts
    /// as one; negation and parentheses add nothing.
    /// </remarks>
    public const int MaxTerms = 12;

    /// <summary>The most <c>*</c> in one term.</summary>
    /// <remarks>AWS IoT limits table.</remarks>
    public const int MaxStars = 2;

    /// <summary>The most <c>?</c> in one term.</summary>
    /// <remarks>An older AWS IoT limits table.</remarks>
    public const int MaxQuestionMarks = 5;

    /// <summary>The most terms of one query that may begin with <c>*</c>; a <c>*</c> alone is not counted.</summary>
    /// <remarks>AWS IoT Developer Guide, Query syntax.</remarks>
    public const int MaxLeadingStars = 1;

    /// <summary>The longest query with a term that begins with <c>*</c>, in code points.</summary>
    /// <remarks>AWS IoT Developer Guide, Query syntax.</remarks>
    public const int MaxLengthWithLeadingStar = 100;

    /// <summary>How deep parentheses may be nested. Ours: 12 terms never need more than 11.</summary>
    public const int MaxDepth = 64;
}
