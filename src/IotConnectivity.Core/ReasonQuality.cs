namespace IotConnectivity;

/// <summary>How we know why a connection ended.</summary>
public enum ReasonQuality
{
    /// <summary>The source gave no reason; the reason is <see cref="DisconnectReason.Unknown"/>, never a guess.</summary>
    Absent = 0,

    /// <summary>We concluded it ourselves, for example from silence. Provisional: what the source says later replaces it.</summary>
    Inferred = 1,

    /// <summary>The source said so.</summary>
    Stated = 2,
}
