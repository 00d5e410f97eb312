namespace IotConnectivity.AspNetCore.Errors;

public class ConstraintViolationsTests
{
    [Fact]
    public void ToError_NothingWrong_IsNull() => Assert.Null(new ConstraintViolations().ToError());

    [Fact]
    public void ToError_Several_TellsAllInOneMessage()
    {
        var violations = new ConstraintViolations();
        violations.Required("a");
        violations.NotOneOf("c", "b", "x", "y");

        Assert.Equal(
            "2 validation errors detected: Value null at 'a' failed to satisfy constraint: Member must not be null; "
            + "Value 'c' at 'b' failed to satisfy constraint: Member must satisfy enum value set: [x, y]",
            violations.ToError()?.Message);
    }

    [Fact]
    public void ToError_AHundredThousandLongOnes_StaysShort()
    {
        var violations = new ConstraintViolations();
        for (var i = 0; i < 100_000; i++) violations.Add(new string('v', 1000), new string('m', 1000), "Member must be short");

        var message = violations.ToError()!.Message;

        Assert.StartsWith("20 validation errors detected: ", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 20 * 256, 20 * 400);
    }
}
