using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Nereid.Domain.Queries.Formulas;
using Nereid.Domain.Runs;

namespace Nereid.Domain.Tests.Queries;

public class FormulaTests
{
    static Formula Parse(string text) => Formula.TryParse(text, out var formula, out var fault) ? formula : throw new FormatException($"{fault.Offset}: {fault.Reason}");

    static double[] Values(string text, params double[][] points)
    {
        var walk = new FormulaWalk(Parse(text));
        return [.. points.Select((point, i) => walk.Next(Step.FromMillionths(i * 1_000_000L), i * 2_000_000L, point))];
    }

    [Theory]
    [InlineData("a - b - c", -4)]
    [InlineData("a - (b - c)", 2)]
    [InlineData("a / b / c", 1.0 / 6)]
    [InlineData("a + b * c", 7)]
    [InlineData("-b ^ 2", -4)]
    [InlineData("(-b) ^ 2", 4)]
    [InlineData("b ^ c ^ b", 512)]
    [InlineData("b^-a + c", 3.5)]
    [InlineData("a--b", 3)]
    [InlineData("2.5e1 + .5 * a + b * 1E-1 - c", 22.7)]
    [InlineData("min(a, max(b, c)) + pow(b, c) + abs(a - c)", 11)]
    [InlineData("log(exp(a)) + log2(b) + log10(10 * a) + sqrt(b + b) + c - c", 5)]
    [InlineData("step() + time() + a + b + c", 6)]
    public void Operators_bind_as_in_mathematics(string text, double expected) => Assert.Equal(expected, Values($"0*(a+b+c) + ({text})", [1, 2, 3])[0], 1e-12);

    [Theory]
    [InlineData("train/loss/val/loss", "train/loss/val/loss")]
    [InlineData("train/loss / val/loss", "train/loss,val/loss")]
    [InlineData("a/ b", "a,b")]
    [InlineData("a /b", "a,b")]
    [InlineData("`train loss` - `a``b`/2", "train loss,a`b")]
    [InlineData("a-b-a", "a,b")]
    [InlineData("损失 - 정확도", "损失,정확도")]
    [InlineData("_x.y:z * 2", "_x.y:z")]
    [InlineData("log - log(exp)", "log,exp")]
    public void Names_are_read_as_people_write_them(string text, string names) => Assert.Equal(names, string.Join(',', Parse(text).Names));

    [Theory]
    [InlineData("", 0, "Expected a name")]
    [InlineData("  ", 2, "Expected a name")]
    [InlineData("a +", 3, "Expected a name")]
    [InlineData("a b", 2, "Expected an operator")]
    [InlineData("(a", 2, "Expected ')'")]
    [InlineData("1 + 2", 5, "at least one series")]
    [InlineData("a + $x", 4, "Expected a name")]
    [InlineData("mean(a)", 0, "no function 'mean'")]
    [InlineData("a + max(b)", 9, "another argument of max")]
    [InlineData("abs(a, b)", 5, "Expected ')' after the argument of abs")]
    [InlineData("a + step(1)", 9, "step has no arguments")]
    [InlineData("a + 1.2.3", 4, "'1.2.3' is no number")]
    [InlineData("a + 1e999", 4, "is no number")]
    [InlineData("a + 1e", 4, "'1e' is no number")]
    [InlineData("a + `b", 4, "never closed")]
    [InlineData("a + ``", 5, "is empty")]
    public void A_fault_tells_where_and_why(string text, int offset, string reason)
    {
        Assert.False(Formula.TryParse(text, out _, out var fault));

        Assert.Equal(offset, fault.Offset);
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_length_its_depth_its_names_and_its_work_are_bounded()
    {
        string[] refused =
        [
            "a" + new string(' ', Formula.MaxChars), new string('(', 60) + "a" + new string(')', 60), new string('-', 60) + "a", string.Concat(Enumerable.Repeat("2^", 60)) + "a",
            string.Join('+', Enumerable.Range(0, Formula.MaxNames + 1).Select(i => $"a{i}")), string.Join('+', Enumerable.Repeat("a", Formula.MaxOperations / 2 + 1)),
        ];
        Assert.All(refused, text =>
        {
            Assert.False(Formula.TryParse(text, out _, out var fault));
            Assert.InRange(fault.Offset, 0, text.Length);
            Assert.Contains("at most", fault.Reason, StringComparison.Ordinal);
        });
        Assert.Equal(Formula.MaxNames, Parse(string.Join('+', Enumerable.Range(0, Formula.MaxNames).Select(i => $"a{i}"))).Names.Length);
        Assert.NotNull(Parse(string.Join('+', Enumerable.Repeat("a", Formula.MaxOperations / 2))));
    }

    [Fact]
    public void Functions_that_look_back_see_the_points_before_and_leave_gaps_at_what_is_no_number()
    {
        double[][] points = [[1], [4], [double.NaN], [2], [10]];

        Assert.Equal([double.NaN, 3, double.NaN, double.NaN, 8], Values("diff(a)", points));
        Assert.Equal([double.NaN, 1.5, double.NaN, double.NaN, 4], Values("rate(a)", points));
        Assert.Equal([1, 5, double.NaN, 7, 17], Values("cumsum(a)", points));
        Assert.Equal([1, 1, double.NaN, 1, 1], Values("cummin(a)", points));
        Assert.Equal([1, 4, double.NaN, 4, 10], Values("cummax(a)", points));
        Assert.Equal([double.NaN, double.NaN, double.NaN, double.NaN, double.NaN], Values("diff(a) + diff(diff(a))", points));
    }

    [Fact]
    public void Any_text_is_read_or_refused_inside_of_it() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>().Generator.Or(Gen.Elements("a", "+", "(", ")", "`", "1e", ".", "max(", ",", " ", "^", "-", "/", "\ud800").ListOf().Select(string.Concat)).ToArbitrary(),
        text => text is null || Formula.TryParse(text, out _, out var fault) || fault.Offset >= 0 && fault.Offset <= text.Length && fault.Reason.Length > 0)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void It_computes_what_its_tree_says() => Prop.ForAll(
        Trees(4).Zip(Gen.Choose(-3, 6).Select(Value).ArrayOf(2).ListOf(6)).ToArbitrary(),
        both =>
        {
            var (tree, points) = both;
            var text = $"0*(a+b) + {tree}";
            Assert.Equal(points.Select((_, i) => 0 * (points[i][0] + points[i][1]) + tree.At([.. points], i)), Values(text, [.. points]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    static double Value(int drawn) => drawn switch { -3 => double.NaN, -2 => double.PositiveInfinity, -1 => -2.5, _ => drawn };

    static Gen<Tree> Trees(int depth)
    {
        var leaves = Gen.OneOf(Gen.Elements(new Tree("a", []), new Tree("b", []), new Tree("step()", []), new Tree("time()", [])), Gen.Choose(0, 40).Select(n => new Tree((n / 8.0).ToString("R", CultureInfo.InvariantCulture), [])));
        if (depth == 0)
            return leaves;
        Gen<Tree> Node(int arguments, params string[] kinds) => Gen.Elements(kinds).SelectMany(kind => Trees(depth - 1).ArrayOf(arguments).Select(parts => new Tree(kind, parts)));
        return Gen.OneOf(leaves, Node(2, "+", "-", "*", "/", "^", "min", "max", "pow"), Node(1, "neg", "abs", "exp", "log", "log2", "log10", "sqrt"), Node(1, "diff", "rate", "cumsum", "cummin", "cummax"));
    }

    /// <summary>A formula as a tree, which is computed at a point by what its functions mean, from all points again.</summary>
    sealed record Tree(string Kind, Tree[] Parts)
    {
        public override string ToString() => Parts.Length switch
        {
            0 => Kind,
            _ when Kind == "neg" => $"(-{Parts[0]})",
            2 when Kind.Length == 1 => $"({Parts[0]} {Kind} {Parts[1]})",
            _ => $"{Kind}({string.Join(", ", Parts.Select(part => part.ToString()))})",
        };

        public double At(double[][] points, int i)
        {
            double X(int at) => Parts[0].At(points, at);
            double Y() => Parts[1].At(points, i);
            IEnumerable<double> SoFar() => Enumerable.Range(0, i + 1).Select(X).Where(value => !double.IsNaN(value));
            double IfNumber(Func<double> value) => double.IsNaN(X(i)) ? double.NaN : value();
            return Kind switch
            {
                "a" => points[i][0],
                "b" => points[i][1],
                "step()" => i,
                "time()" => i * 2,
                "+" => X(i) + Y(),
                "-" => X(i) - Y(),
                "*" => X(i) * Y(),
                "/" => X(i) / Y(),
                "^" or "pow" => Math.Pow(X(i), Y()),
                "min" => Math.Min(X(i), Y()),
                "max" => Math.Max(X(i), Y()),
                "neg" => -X(i),
                "abs" => Math.Abs(X(i)),
                "exp" => Math.Exp(X(i)),
                "log" => Math.Log(X(i)),
                "log2" => Math.Log2(X(i)),
                "log10" => Math.Log10(X(i)),
                "sqrt" => Math.Sqrt(X(i)),
                "diff" => i == 0 ? double.NaN : X(i) - X(i - 1),
                "rate" => i == 0 ? double.NaN : (X(i) - X(i - 1)) / 2,
                "cumsum" => IfNumber(() => SoFar().Sum()),
                "cummin" => IfNumber(() => SoFar().Aggregate(Math.Min)),
                "cummax" => IfNumber(() => SoFar().Aggregate(Math.Max)),
                _ => double.Parse(Kind, CultureInfo.InvariantCulture),
            };
        }
    }
}
