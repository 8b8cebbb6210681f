import common from "./en/common.json";
import projects from "./en/projects.json";
import runs from "./en/runs.json";
import shell from "./en/shell.json";
import signIn from "./en/signIn.json";
import tokens from "./en/tokens.json";

export default { common, projects, runs, shell, signIn, tokens };
