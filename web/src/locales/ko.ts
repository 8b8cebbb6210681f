import charts from "./ko/charts.json";
import common from "./ko/common.json";
import compare from "./ko/compare.json";
import help from "./ko/help.json";
import logs from "./ko/logs.json";
import palette from "./ko/palette.json";
import projects from "./ko/projects.json";
import run from "./ko/run.json";
import runs from "./ko/runs.json";
import shell from "./ko/shell.json";
import signIn from "./ko/signIn.json";
import tokens from "./ko/tokens.json";

export default { charts, common, compare, help, logs, palette, projects, run, runs, shell, signIn, tokens };
