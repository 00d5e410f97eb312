namespace IotConnectivity.Storage;

/// <summary>A store cannot be opened, read or written. The message says what happened and what to do.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="message">What happened, with which file, and what to do.</param>
    /// <param name="innerException">The fault below.</param>
    public StoreException(StoreFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>Gets what is wrong.</summary>
    public StoreFault Fault { get; }
}

/// <summary>What is wrong with a store.</summary>
public enum StoreFault
{
    /// <summary>Something else; the inner exception says what.</summary>
    Other = 0,

    /// <summary>No space is left.</summary>
    Full = 1,

    /// <summary>The folder or the file cannot be written.</summary>
    ReadOnly = 2,

    /// <summary>Another process has it.</summary>
    Locked = 3,

    /// <summary>The file is damaged, or is not one of ours.</summary>
    Damaged = 4,

    /// <summary>A newer version of this library has written it.</summary>
    Newer = 5,
}
