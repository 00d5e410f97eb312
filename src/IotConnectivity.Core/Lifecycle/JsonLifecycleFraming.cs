namespace IotConnectivity.Lifecycle;

/// <summary>How events in JSON follow one another in a stream.</summary>
public enum JsonLifecycleFraming
{
    /// <summary>
    /// One object, one array of objects, or one object in each line: the first bytes decide. Only an object that goes on after its first line is taken
    /// for a single one, and only if the next line does not begin another object.
    /// </summary>
    Body = 0,

    /// <summary>One object in each line, <c>application/x-ndjson</c>.</summary>
    Lines = 1,
}
