// Markdown of lessons and tasks to HTML; links between lessons become links of the site.
import { marked } from "../vendor/marked/marked.esm.js";

marked.use({ gfm: true });

export function markdown(text) {
  const html = marked.parse(text);
  return html
    .replace(/href="(?:\.\.\/)*(?:zh\/)?(\d\d)_\w+\.ipynb"/g, 'href="#lesson=$1"')
    .replace(/href="(?:\.\.\/)*(?:zh\/)?exercises\/\w+\.ipynb"/g, 'href="#exercises"');
}
