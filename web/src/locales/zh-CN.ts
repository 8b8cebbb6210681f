import common from "./zh-CN/common.json";
import projects from "./zh-CN/projects.json";
import runs from "./zh-CN/runs.json";
import shell from "./zh-CN/shell.json";
import signIn from "./zh-CN/signIn.json";
import tokens from "./zh-CN/tokens.json";

export default { common, projects, runs, shell, signIn, tokens };
