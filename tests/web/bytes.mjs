// Plays the story of tests/repo/digests.py in Pyodide, and prints its digests: node bytes.mjs PYODIDE APP FOLDER
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , pyodide, app, folder] = process.argv;
const { loadPyodide } = await import(pathToFileURL(pyodide));
const py = await loadPyodide();
py.FS.writeFile("/app.zip", new Uint8Array(readFileSync(app)));
py.FS.mkdirTree("/tests/repo");
for (const name of ["digests.py", "test_same_story.py"]) py.FS.writeFile(`/tests/repo/${name}`, readFileSync(`${folder}/${name}`, "utf-8"));
process.stdout.write(py.runPython(`
import json, sys
sys.path[:0] = ["/app.zip", "/"]
sys.modules["pytest"] = type(sys)("pytest")
from tests.repo.digests import make
json.dumps(make())
`));
