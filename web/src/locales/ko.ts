import common from "./ko/common.json";
import projects from "./ko/projects.json";
import runs from "./ko/runs.json";
import shell from "./ko/shell.json";
import signIn from "./ko/signIn.json";
import tokens from "./ko/tokens.json";

export default { common, projects, runs, shell, signIn, tokens };
