using Nereid.Server.Options;

namespace Nereid.Server.Tests.Options;

public sealed class OptionsReaderTests
{
    static OptionsAnswer Read(string[] args, params (string Name, string Value)[] variables) =>
        OptionsReader.Read(args, name => variables.FirstOrDefault(variable => variable.Name == name).Value);

    static NereidOptions Options(string[] args, params (string Name, string Value)[] variables) =>
        Assert.IsType<OptionsAnswer.Read>(Read(args, variables)).Options;

    [Fact]
    public void Without_any_setting_the_server_is_local_and_keeps_its_data_here()
    {
        var options = Options([]);

        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "data"), options.Data.Folder);
        Assert.Equal(new AddressOptions("127.0.0.1", 7878, Tls: false, PublicAddress: null), options.Listen);
        Assert.True(options.Access.CreateProjectsOnFirstUse);
        Assert.True(options.Sample.Enabled);
    }

    [Fact]
    public void Every_setting_can_be_given_on_the_command_line()
    {
        var options = Options([
            "--data", "/srv/n", "--host", "*", "--port=9000", "--tls", "--public-address", "https://n.example.org", "--no-sample", "--no-project-creation"]);

        Assert.Equal(
            new NereidOptions(
                new DataOptions(Path.GetFullPath("/srv/n")), new AddressOptions("*", 9000, Tls: true, new Uri("https://n.example.org")),
                new AccessOptions(CreateProjectsOnFirstUse: false), new SampleOptions(Enabled: false)),
            options);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("59m")]
    [InlineData("soon")]
    public void A_trash_that_leaves_no_time_to_think_is_refused(string time)
    {
        Assert.Equal(TimeSpan.FromDays(30), Options(["--purge-trash", "30d"]).Data.PurgeTrash);
        Assert.Null(Options([]).Data.PurgeTrash);
        Assert.Contains("--purge-trash", Assert.Single(Assert.IsType<OptionsAnswer.Faulty>(OptionsReader.Read(["--purge-trash", time], _ => null)).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_forbids_public_projects_forbids_links_for_anyone_too()
    {
        Assert.True(Options([]).Access.LinksForAnyone);
        Assert.False(Options(["--no-open-links"]).Access.LinksForAnyone);
        Assert.True(Options(["--no-open-links"]).Access.PublicProjects);
        Assert.False(Options(["--no-public-projects"]).Access.LinksForAnyone);
    }

    [Fact]
    public void Every_setting_can_be_given_by_a_variable_and_the_command_line_wins()
    {
        var options = Options(
            ["--port", "1"], ("NEREID_PORT", "2"), ("NEREID_HOST", "::1"), ("NEREID_TLS", "yes"), ("NEREID_NO_SAMPLE", "1"), ("NEREID_NO_PROJECT_CREATION", "0"));

        Assert.Equal(new AddressOptions("::1", 1, Tls: true, PublicAddress: null), options.Listen);
        Assert.False(options.Sample.Enabled);
        Assert.True(options.Access.CreateProjectsOnFirstUse);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("*")]
    public void Every_way_to_say_all_addresses_is_the_same(string host) => Assert.Equal("*", Options(["--host", host]).Listen.Host);

    [Fact]
    public void All_faults_are_reported_together_each_with_its_setting()
    {
        var faulty = Assert.IsType<OptionsAnswer.Faulty>(Read(
            ["--port", "70000", "--host", "example.org", "--prot", "--public-address", "ftp://x/y", "--data"], ("NEREID_TLS", "maybe")));

        Assert.Equal(6, faulty.Faults.Length);
        Assert.All(
            new[] { "--port: '70000'", "--host: 'example.org'", "--prot: there is no such option", "--public-address: 'ftp://x/y'", "--data: a value is missing", "--tls (NEREID_TLS): 'maybe'" },
            start => Assert.Single(faulty.Faults, fault => fault.StartsWith(start, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("65536")]
    [InlineData("0x50")]
    [InlineData("")]
    public void A_port_is_a_number_from_0_to_65535(string port) => Assert.IsType<OptionsAnswer.Faulty>(Read(["--port=" + port]));

    [Theory]
    [InlineData("n.example.org")]
    [InlineData("https://n.example.org/path")]
    [InlineData("https://user@n.example.org")]
    [InlineData("https://n.example.org?x=1")]
    public void A_public_address_has_a_scheme_and_a_host_and_nothing_more(string address) =>
        Assert.IsType<OptionsAnswer.Faulty>(Read(["--public-address", address]));

    [Fact]
    public void The_help_names_every_setting()
    {
        var help = Assert.IsType<OptionsAnswer.HelpWanted>(Read(["--port", "nonsense", "--help"])).Text;

        Assert.All(
            new[] { "--data", "--host", "--port", "--tls", "--public-address", "--no-sample", "--no-project-creation", "NEREID_DATA" },
            name => Assert.Contains(name, help, StringComparison.Ordinal));
    }
}
