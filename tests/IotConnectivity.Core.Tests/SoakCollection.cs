namespace IotConnectivity;

/// <summary>Tests with real threads run one after the other, so that each has the processors for itself.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SoakCollection
{
    public const string Name = "Soak";
}
