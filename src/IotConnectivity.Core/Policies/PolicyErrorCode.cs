namespace IotConnectivity.Policies;

/// <summary>Why a policy document was refused.</summary>
public enum PolicyErrorCode
{
    /// <summary>The document, a text, a list or the nesting exceeds one of the <see cref="PolicyLimits"/>.</summary>
    TooLarge = 1,

    /// <summary>A character other than tab, line feed, carriage return and U+0020 to U+00FF, plain or escaped, or invalid UTF-8.</summary>
    InvalidCharacter = 2,

    /// <summary>The text is not one JSON value.</summary>
    InvalidJson = 3,

    /// <summary>A member occurs twice in one object; operators and condition keys count as equal when they differ in case only.</summary>
    DuplicateMember = 4,

    /// <summary>A member that the policy grammar does not have.</summary>
    UnknownMember = 5,

    /// <summary>A required member is missing, or its list is empty.</summary>
    MissingMember = 6,

    /// <summary>A value has the wrong JSON type.</summary>
    WrongType = 7,

    /// <summary>Two members that exclude each other, such as <c>Action</c> and <c>NotAction</c>.</summary>
    ConflictingMembers = 8,

    /// <summary><c>Principal</c> or <c>NotPrincipal</c>, which identity policies must not have.</summary>
    PrincipalNotAllowed = 9,

    /// <summary>A <c>Version</c> other than 2008-10-17 and 2012-10-17.</summary>
    InvalidVersion = 10,

    /// <summary>An <c>Effect</c> other than exactly <c>Allow</c> or <c>Deny</c>.</summary>
    InvalidEffect = 11,

    /// <summary>A <c>Sid</c> with characters other than letters and digits.</summary>
    InvalidSid = 12,

    /// <summary>Two statements of one document have the same <c>Sid</c>.</summary>
    DuplicateSid = 13,

    /// <summary>An action that is not <c>*</c> or <c>service:Name</c>.</summary>
    InvalidAction = 14,

    /// <summary>A resource that is not <c>*</c> or an ARN pattern.</summary>
    InvalidResource = 15,

    /// <summary>A condition operator that does not exist.</summary>
    UnknownOperator = 16,

    /// <summary>A condition key without a vendor prefix such as <c>aws:</c>.</summary>
    InvalidConditionKey = 17,

    /// <summary>A condition value that its operator cannot read.</summary>
    InvalidConditionValue = 18,

    /// <summary>A policy variable that is malformed or stands where none is allowed.</summary>
    InvalidVariable = 19,
}
