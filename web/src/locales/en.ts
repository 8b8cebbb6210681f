import charts from "./en/charts.json";
import common from "./en/common.json";
import compare from "./en/compare.json";
import help from "./en/help.json";
import logs from "./en/logs.json";
import palette from "./en/palette.json";
import projects from "./en/projects.json";
import run from "./en/run.json";
import runs from "./en/runs.json";
import shell from "./en/shell.json";
import signIn from "./en/signIn.json";
import tokens from "./en/tokens.json";

export default { charts, common, compare, help, logs, palette, projects, run, runs, shell, signIn, tokens };
