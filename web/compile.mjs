// Compiles archives of Python sources to bytecode of Pyodide's own Python: node compile.mjs PYODIDE SOURCES TARGET NAME...
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , pyodide, sources, target, ...names] = process.argv;
const { loadPyodide } = await import(pathToFileURL(pyodide));
const py = await loadPyodide();
const compile = `
import importlib.util, marshal, zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)

def bytecode(name, data):
    code = compile(data, name, "exec", dont_inherit=True, optimize=0)
    return importlib.util.MAGIC_NUMBER + b"\\0" * 12 + marshal.dumps(code)

with zipfile.ZipFile("/sources.zip") as given, zipfile.ZipFile("/target.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
    for name in given.namelist():
        data = given.read(name)
        if name.endswith(".py"):
            name, data = name + "c", bytecode(name, data)
        made.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
`;
for (const name of names) {
  py.FS.writeFile("/sources.zip", new Uint8Array(readFileSync(`${sources}/${name}`)));
  py.runPython(compile);
  writeFileSync(`${target}/${name}`, py.FS.readFile("/target.zip"));
}
