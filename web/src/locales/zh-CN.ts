import charts from "./zh-CN/charts.json";
import common from "./zh-CN/common.json";
import compare from "./zh-CN/compare.json";
import help from "./zh-CN/help.json";
import logs from "./zh-CN/logs.json";
import palette from "./zh-CN/palette.json";
import projects from "./zh-CN/projects.json";
import run from "./zh-CN/run.json";
import runs from "./zh-CN/runs.json";
import shell from "./zh-CN/shell.json";
import signIn from "./zh-CN/signIn.json";
import tokens from "./zh-CN/tokens.json";

export default { charts, common, compare, help, logs, palette, projects, run, runs, shell, signIn, tokens };
