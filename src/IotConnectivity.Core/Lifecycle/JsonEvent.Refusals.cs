namespace IotConnectivity.Lifecycle;

/// <content>Says what is wrong with a member, and where it stands.</content>
internal ref partial struct JsonEvent
{
    /// <summary>Refuses the event because of a value.</summary>
    /// <param name="member">The member.</param>
    /// <param name="code">What kind of error it is.</param>
    /// <param name="problem">What is wrong, in words that the value can follow.</param>
    /// <param name="expected">What was expected.</param>
    public void Refuse(JsonMember member, LifecycleErrorCode code, string problem, string expected)
    {
        var value = _values[member.Index];
        var text = Span(value);
        if (text.IsEmpty) problem = "is empty";
        Error ??= new LifecycleParseError(code, value.Start, text, $"member `{member.Name}` {problem}", expected);
    }

    /// <summary>Refuses the event because a member is missing.</summary>
    public void Missing(JsonMember member, string expected) => Error ??= JsonErrors.Missing(member.Name, _end, expected);

    private void WrongType(JsonMember member, string expected) =>
        Error ??= new LifecycleParseError(
            LifecycleErrorCode.WrongType,
            _values[member.Index].Start,
            Span(_values[member.Index]),
            $"member `{member.Name}` is {JsonErrors.Kind(_values[member.Index].Type)}",
            expected);

    private void InvalidText(JsonMember member) => Refuse(member, LifecycleErrorCode.InvalidText, "is not valid Unicode:", "UTF-8");
}
