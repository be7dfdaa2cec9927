// node check.mjs FOLDER [PAGE]: reads every .bpmn file of FOLDER as BPMN editors do (bpmn-moddle). Told: what the reader warns of,
// a node or line of a flow without its shape in the diagram, and a shape of nothing. Exit status 1 when anything was told. PAGE: also
// writes a page that opens every file in the viewer itself and then holds in #told what it warned of, one line a file, and "done".
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { BpmnModdle } from 'bpmn-moddle';

const drawn = ['bpmn:FlowNode', 'bpmn:SequenceFlow', 'bpmn:Association', 'bpmn:TextAnnotation', 'bpmn:MessageFlow'];

async function troubles(text) {
  const { rootElement, warnings, elementsById } = await new BpmnModdle().fromXML(text);
  const out = warnings.map((warning) => warning.message);
  const shapes = (rootElement.diagrams ?? []).flatMap((diagram) => diagram.plane?.planeElement ?? []);
  const shown = new Set(shapes.map((shape) => shape.bpmnElement?.id));
  for (const shape of shapes) {
    if (!shape.bpmnElement) out.push(`${shape.id}: a shape of nothing`);
    if (shape.$instanceOf('bpmndi:BPMNShape') && !(shape.bounds?.width > 0)) out.push(`${shape.id}: no size`);
    if (shape.$instanceOf('bpmndi:BPMNEdge') && !(shape.waypoint?.length > 1)) out.push(`${shape.id}: no line`);
  }
  for (const [id, element] of Object.entries(elementsById))
    if (drawn.some((type) => element.$instanceOf(type)) && !shown.has(id)) out.push(`${element.$type} ${id}: no shape`);
  return { out, drawn: shapes.length };
}

const [folder, page] = process.argv.slice(2);
const files = readdirSync(folder).filter((name) => name.endsWith('.bpmn')).sort();
const texts = Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
let shapes = 0;
let told = 0;
for (const name of files) {
  const { out, drawn: count } = await troubles(texts[name]).catch((error) => ({ out: [error.message], drawn: 0 }));
  shapes += count;
  told += out.length;
  for (const line of out) console.log(`${name}: ${line}`);
}
console.log(`${files.length} files, ${shapes} shapes and lines, ${told} warnings`);
if (page) {
  const viewer = readFileSync(createRequire(import.meta.url).resolve('bpmn-js/dist/bpmn-viewer.production.min.js'), 'utf8');
  const inside = (text) => text.replaceAll('</', '<\\/');
  writeFileSync(page, `<!doctype html><meta charset="utf-8"><div id="canvas" style="width:800px;height:600px"></div>
<script>${inside(viewer)}</script>
<script>const texts = ${inside(JSON.stringify(texts))};
(async () => {
  const told = [];
  for (const [name, text] of Object.entries(texts)) {
    const viewer = new BpmnJS({ container: '#canvas' });
    const opened = await viewer.importXML(text).catch((error) => ({ warnings: [error, ...(error.warnings ?? [])] }));
    for (const warning of opened.warnings) told.push(name + ': ' + warning.message);
    viewer.destroy();
  }
  document.body.innerHTML = '<pre id="told"></pre>';
  document.getElementById('told').textContent = [...told, 'opened ' + Object.keys(texts).length].join('\\n');
})();</script>`);
}
process.exit(told === 0 && files.length > 0 ? 0 : 1);
