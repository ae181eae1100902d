"""A compose project: files read, merged, extended and included in Compose's order, to one document."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from dockernet_sim.plans.compose import dotenv
from dockernet_sim.plans.compose.canonical import canonical
from dockernet_sim.plans.compose.document import Document, documents
from dockernet_sim.plans.compose.folder import Folder, resolved
from dockernet_sim.plans.compose.interpolate import interpolated
from dockernet_sim.plans.compose.merge import mappings, merged, unique, without
from dockernet_sim.plans.compose.tree import Map, Path, Seq, Wrong, copied
from dockernet_sim.plans.compose.validate import UNREADABLE, wrongs
from dockernet_sim.plans.errors import Mark, PlanError, Problem

FILES = 200
ROOMS = ("services", "networks", "volumes", "secrets", "configs", "models")


class Loader:
    """Reads the files of one project; ``problems`` and ``warnings`` collect what is wrong and what Compose would warn
    of."""

    def __init__(self, folder: Folder, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = dict(environment)
        self.problems: list[Problem] = []
        self.warnings: list[str] = []
        self._read = 0

    def load(self, files: list[str], working: str, included: tuple[str, ...] = (), mark: Mark | None = None) -> Map:
        """The files as one document, each merged over those before it; ``mark`` is where they are named.

        Raises
        ------
        PlanError
            When a file cannot be read at all; whatever else is wrong goes into ``problems``.
        """
        document = Map(Mark(files[0], 0))
        for file in files:
            for each in self.documents(file, mark or Mark(file, 0)):
                document = self._add(document, each, file, working, included)
        return document

    def documents(self, file: str, mark: Mark) -> list[Document]:
        """The documents of a file."""
        self._read += 1
        if self._read > FILES:
            raise PlanError([Problem(mark, f"more than {FILES} files")])
        found = documents(self.folder.read(file, mark), self.shown(file))
        self.problems += [problem for each in found for problem in each.problems]
        return found

    def shown(self, file: str) -> str:
        """A file as messages name it: below the project folder by its relative path."""
        root = self.folder.root.rstrip("/") + "/"
        return file.removeprefix(root)

    def _add(self, document: Map, each: Document, file: str, working: str, included: tuple[str, ...]) -> Map:
        if not isinstance(each.value, Map):
            self.problems.append(Problem(Mark(each.file, 1), "top-level object must be a mapping"))
            return document
        layer = interpolated(each.value, self.environment.get, self.problems, self.warnings)
        place_env_files(layer, working)
        self._include(layer, each.replaced, working, (*included, file))
        document = without(document, each.replaced, self.problems)
        Extending(self, file, working, layer, each.replaced).all()
        try:
            document = unique(mappings(document, layer, ()))
        except Wrong as wrong:
            self.problems.append(wrong.problem)
        self._check(document, file)
        return unique(canonical(document, self.problems))  # type: ignore[no-any-return]

    def _check(self, document: Map, file: str) -> None:
        known = {problem.mark for problem in self.problems}  # one problem of a line may have come of another
        self.problems += [each for each in wrongs(document) if each.mark not in known]
        if document.pop("version", None) is not None:
            self.warnings.append(
                f"{self.shown(file)}: the attribute `version` is obsolete, it will be ignored, please remove it "
                "to avoid potential confusion"
            )

    def _include(self, layer: Map, replaced: list[Path], working: str, included: tuple[str, ...]) -> None:
        entries = layer.pop("include", None)
        if entries is None:
            return
        mark = layer.at("include")
        if not isinstance(entries, Seq):
            self.problems.append(Problem(mark, "`include` must be a list"))
            return
        for entry, place in entries.marked():
            try:
                self._take_in(layer, replaced, entry, place, working, included)
            except PlanError as error:
                self.problems += error.problems

    def _take_in(
        self, layer: Map, replaced: list[Path], entry: object, mark: Mark, working: str, included: tuple[str, ...]
    ) -> None:
        settings = entry if isinstance(entry, Map) else {"path": entry}
        named = settings.get("path")
        if not named:
            return
        files = [resolved(working, str(path)) for path in (named if isinstance(named, Seq) else [named])]
        if files[0] in included:
            chain = "\n include ".join(map(self.shown, (*included, files[0])))
            raise PlanError([Problem(mark, f"include cycle detected:\n{chain}")])
        directory = resolved(working, str(settings.get("project_directory") or posixpath.dirname(files[0])))
        inner = self._inner(settings, working, directory, mark)
        document = without(inner.load(files, directory, included, mark), replaced, self.problems)
        self._read = inner._read
        for room in ROOMS:
            self._import(layer, room, document.get(room), mark)

    def _inner(self, settings: Mapping[str, object], working: str, directory: str, mark: Mark) -> Loader:
        named = settings.get("env_file")
        if named is None:
            own = resolved(directory, ".env")
            files = [own] if self.folder.exists(own) else []
        else:
            files = [
                resolved(working, str(path))
                for path in (named if isinstance(named, Seq) else [named])
                if path != "/dev/null"
            ]
        environment: dict[str, str] = {}
        for file in files:
            environment |= dotenv.variables(self.folder.read(file, mark), self.shown(file), self.environment)
        loader = Loader(self.folder, environment | self.environment)
        loader.problems, loader.warnings, loader._read = self.problems, self.warnings, self._read
        return loader

    def _import(self, layer: Map, room: str, resources: object, mark: Mark) -> None:
        if not isinstance(resources, Map):
            return
        own = layer.get(room)
        if not isinstance(own, Map):
            own = Map(mark)
            layer.put(room, own, mark)
        for name, value, place in resources.marked():
            try:
                changed = merged(value, own[name], (room, name), own.at(name)) if name in own else value
            except Wrong as wrong:
                self.problems.append(wrong.problem)
                continue
            own.put(name, changed, own.marks.get(name, place))


class Extending:
    """Puts the bases of ``extends`` below the services of one document."""

    def __init__(self, loader: Loader, file: str, directory: str, layer: Map, replaced: list[Path]) -> None:
        self.loader = loader
        self.file = file
        self.directory = directory
        services = layer.get("services")
        self.services = services if isinstance(services, Map) else Map(layer.mark)
        self.replaced = replaced

    def all(self) -> None:
        """Every service of the document."""
        for name in list(self.services):
            try:
                self.one(name, ())
            except (Wrong, PlanError) as wrong:
                self.loader.problems += [wrong.problem] if isinstance(wrong, Wrong) else wrong.problems
                if isinstance(self.services[name], Map):
                    self.services[name].pop("extends", None)
                    self.services[name].setdefault("image", UNREADABLE)  # its image may have been the base's

    def one(self, name: str, chain: tuple[tuple[str, str], ...]) -> object:
        """One service with all that it extends."""
        service = self.services[name]
        if not isinstance(service, Map) or "extends" not in service:
            return service
        mark = service.at("extends")
        if (self.file, name) in chain:
            told = "\n  extends ".join(
                f"{each} in {self.loader.shown(file)}" for file, each in (*chain, (self.file, name))
            )
            raise Wrong(mark, f"Circular reference:\n  {told}")
        base = self._base(name, service["extends"], mark, (*chain, (self.file, name)))
        if isinstance(base, Map):
            paths = [path[2:] for path in self.replaced if path[:2] == ("services", name) and len(path) > 2]
            service = mappings_of_service(without(copied(base), paths, self.loader.problems), service)
        service.pop("extends", None)
        self.services[name] = service
        return service

    def _base(self, name: str, extends: object, mark: Mark, chain: tuple[tuple[str, str], ...]) -> object:
        settings = extends if isinstance(extends, Map) else {"service": extends}
        wanted, other = settings.get("service"), settings.get("file")
        if not isinstance(wanted, str):
            raise Wrong(mark, f"extends.{name}.service is required")
        source = self if other is None else self._file(resolved(self.directory, str(other)), mark)
        where = self.loader.shown(source.file)
        if not source.services:
            raise Wrong(
                mark,
                f'cannot extend service "{name}" in {self.loader.shown(self.file)}: no services section in {where}',
            )
        if wanted not in source.services:
            raise Wrong(
                mark,
                (
                    f'cannot extend service "{name}" in {self.loader.shown(self.file)}: service "{wanted}" not found '
                    f"in {where}"
                ),
            )
        return source.one(wanted, chain)

    def _file(self, file: str, mark: Mark) -> Extending:
        layer, replaced = Map(mark), list[Path]()
        for each in self.loader.documents(file, mark):
            if isinstance(each.value, Map):
                new = interpolated(each.value, self.loader.environment.get, self.loader.problems, self.loader.warnings)
                place_env_files(new, posixpath.dirname(file))
                layer = mappings(layer, new, ())
                replaced += each.replaced
        return Extending(self.loader, file, posixpath.dirname(file), layer, replaced)


def mappings_of_service(base: Map, service: Map) -> Map:
    """An extending service over its base."""
    return mappings(base, service, ("services", "x"))


def place_env_files(layer: Map, directory: str) -> None:
    """Make the paths of ``env_file`` absolute: they start at the folder of the file that names them."""
    services = layer.get("services")
    for service in services.values() if isinstance(services, Map) else []:
        entry = service.get("env_file") if isinstance(service, Map) else None
        if isinstance(entry, str):
            service["env_file"] = resolved(directory, entry)
        elif isinstance(entry, Seq):
            for index, each in enumerate(entry):
                if isinstance(each, str):
                    entry[index] = resolved(directory, each)
                elif isinstance(each, Map) and isinstance(each.get("path"), str):
                    each["path"] = resolved(directory, each["path"])
