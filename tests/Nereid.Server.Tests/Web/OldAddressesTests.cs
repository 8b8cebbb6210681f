using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Nereid.Server.Web;

namespace Nereid.Server.Tests.Web;

public sealed class OldAddressesTests
{
    static string? Lead(string address)
    {
        var query = address.IndexOf('?', StringComparison.Ordinal);
        return OldAddresses.Lead(
            PathString.FromUriComponent(query < 0 ? address : address[..query]),
            new QueryCollection(query < 0 ? [] : QueryHelpers.ParseQuery(address[query..])));
    }

    [Theory]
    [InlineData("/o/lab/org/vision/e/VIS-1/charts", "/lab/vision/runs/VIS-1/charts")]
    [InlineData("/o/lab/org/vision/e/VIS-1/monitoring?x=1", "/lab/vision/runs/VIS-1/charts")]
    [InlineData("/o/lab/org/vision/e/VIS-1/all?path=train%2F&attribute=loss", "/lab/vision/runs/VIS-1/attributes?path=train%2Floss")]
    [InlineData("/o/lab/org/vision/e/VIS-1/source-code?path=.&file=main.py", "/lab/vision/runs/VIS-1/attributes?path=.%2Fmain.py")]
    [InlineData("/lab/vision/e/VIS-1/metadata", "/lab/vision/runs/VIS-1/attributes")]
    [InlineData("/lab/vision/e/VIS-1", "/lab/vision/runs/VIS-1/charts")]
    [InlineData("/lab/vision/e/VIS-1/logs", "/lab/vision/runs/VIS-1/logs")]
    [InlineData("/lab/vision/e/VIS-1/parameters", "/lab/vision/runs/VIS-1/parameters")]
    [InlineData("/lab/vision/e/VIS-1/images", "/lab/vision/runs/VIS-1/images")]
    [InlineData("/lab/vision/m/VIS-MOD", "/lab/vision/runs/VIS-MOD/attributes")]
    [InlineData("/lab/vision/m/VIS-MOD/v/VIS-MOD-2/metadata", "/lab/vision/runs/VIS-MOD-2/attributes")]
    [InlineData("/lab/vision/models", "/lab/vision/runs")]
    [InlineData("/lab/vision/metadata", "/lab/vision/runs")]
    [InlineData("/o/lab/org/vision/experiments?viewId=1&split=tbl&dash=charts&compare=XYZ", "/lab/vision/runs")]
    [InlineData("/o/lab/org/vision/runs/table?viewId=1&dash=d", "/lab/vision/runs")]
    [InlineData("/o/lab/org/vision/runs/details?viewId=1&detailsTab=metadata&shortId=VIS-3&type=run", "/lab/vision/runs/VIS-3/attributes")]
    [InlineData("/o/lab/org/vision/runs/details?runIdentificationKey=my%20run&type=experiment", "/lab/vision/runs?q=my%20run")]
    [InlineData("/lab/vision/-/run/?customId=a%2Fb", "/lab/vision/runs?q=a%2Fb")]
    [InlineData("/o/lab/org/vision/compare?shortId=%5B%22VIS-1%22%2C%22VIS-2%22%5D&viewId=1", "/lab/vision/compare?runs=VIS-1&runs=VIS-2")]
    [InlineData("/lab/vision/n/nb-123/456", "/lab/vision/runs")]
    [InlineData("/lab/vision/notebooks", "/lab/vision/runs")]
    [InlineData("/o/lab/org/vision", "/lab/vision/runs")]
    [InlineData("/get_my_api_token", "/api-tokens")]
    public void An_old_address_leads_to_the_page_that_shows_the_same(string old, string page) => Assert.Equal(page, Lead(old));

    [Theory]
    [InlineData("/")]
    [InlineData("/lab/vision")]
    [InlineData("/lab/vision/runs")]
    [InlineData("/lab/vision/runs/VIS-1/charts?x=step")]
    [InlineData("/lab/vision/compare?runs=VIS-1&runs=VIS-2")]
    [InlineData("/sign-in?ticket=x")]
    public void Pages_of_today_are_left_alone(string address) => Assert.Null(Lead(address));

    [Theory]
    [InlineData("/o/%2F%2Fevil.example/org/x/e/A/charts")]
    [InlineData("/%5Cevil.example/x/e/A")]
    [InlineData("/o/lab/org/vision/compare?shortId=%5B1%2C")]
    [InlineData("/lab/vision/e/%0D%0ASet-Cookie:x/charts")]
    public void No_address_leads_away_from_here(string address)
    {
        var page = Lead(address)!;

        Assert.Matches("^/[^/\\\\]", page);
        Assert.DoesNotContain("\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\\", page, StringComparison.Ordinal);
    }
}
