namespace IotConnectivity.Queries.Ast;

public class QueryNodeTests
{
    private static readonly QueryNode A = FleetQuery.Parse("a").Root;
    private static readonly QueryNode B = FleetQuery.Parse("b").Root;
    private static readonly QueryNode C = FleetQuery.Parse("c").Root;

    [Fact]
    public void Of_OnePart_IsThePart()
    {
        Assert.Same(A, AndNode.Of([A]));
        Assert.Same(A, OrNode.Of([A]));
    }

    [Fact]
    public void Of_PartsOfTheSameKind_AreJoinedInOrder()
    {
        Assert.Equal([A, B, C], Assert.IsType<AndNode>(AndNode.Of([A, AndNode.Of([B, C])])).Children);
        Assert.Equal([A, B, C], Assert.IsType<OrNode>(OrNode.Of([OrNode.Of([A, B]), C])).Children);
    }

    [Fact]
    public void Of_PartsOfTheOtherKind_AreKept() =>
        Assert.Equal([A, OrNode.Of([B, C])], Assert.IsType<AndNode>(AndNode.Of([A, OrNode.Of([B, C])])).Children);

    [Fact]
    public void Equals_SameParts_AreEqual()
    {
        Assert.Equal(AndNode.Of([A, B]), AndNode.Of([A, B]));
        Assert.Equal(AndNode.Of([A, B]).GetHashCode(), AndNode.Of([A, B]).GetHashCode());
    }

    [Fact]
    public void Equals_OtherPartsOrOtherKind_Differ()
    {
        Assert.NotEqual(AndNode.Of([A, B]), AndNode.Of([B, A]));
        Assert.NotEqual(AndNode.Of([A, B]), AndNode.Of([A, B, C]));
        Assert.NotEqual(AndNode.Of([A, B]), OrNode.Of([A, B]));
        Assert.False(AndNode.Of([A, B]).Equals(null));
    }
}
