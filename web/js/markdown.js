// Markdown of lessons and tasks to HTML; links between lessons become links of the site.
import { t } from "./lang.js";
import { marked } from "../vendor/marked/marked.esm.js";

marked.use({ gfm: true });

// What a notebook types as a magic is a line at the prompt here, or a button.
const plain = (text) => text.replace(/`%(?:sh|docker(?= docker)) /g, "`").replace(/`%(docker|why) /g, "`$1 ").replace(/`%why`/g, "`why`").replace(/\]\(exercises\/\w+\.ipynb\)([^\n`]*?)[:：] ?`%exercise ([\w-]+)`/g, "](#exercise=$2)$1").replace(/`%check`/g, () => `**${t("check")}**`);

export function markdown(text) {
  const html = marked.parse(plain(text));
  return html
    .replace(/href="(?:\.\.\/)*(?:zh\/)?(\d\d)_\w+\.ipynb"/g, 'href="#lesson=$1"')
    .replace(/href="(?:\.\.\/)*(?:zh\/)?exercises\/\w+\.ipynb"/g, 'href="#exercises"');
}
