import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fitView, keepInside, zoomAround } from './zoom-view.ts';

const sizes = { stage: { width: 1000, height: 500 }, picture: { width: 4000, height: 3000 } };

describe('zoom', () => {
  it('fits the whole picture', () => {
    assert.ok(Math.abs(fitView(sizes).scale - 500 / 3000) < 1e-9);
    assert.equal(fitView({ ...sizes, picture: { width: 16, height: 16 } }).scale, 2);
  });
  it('keeps the point under the pointer while zooming to 1:1', () => {
    const fit = fitView(sizes);
    const pointer = { x: 120, y: -80 };
    const before = { x: (pointer.x - fit.x) / fit.scale, y: (pointer.y - fit.y) / fit.scale };
    const view = zoomAround(fit, pointer, { scale: 1, sizes });
    assert.equal(view.scale, 1);
    assert.ok(Math.abs((pointer.x - view.x) / view.scale - before.x) < 1e-6);
    assert.ok(Math.abs((pointer.y - view.y) / view.scale - before.y) < 1e-6);
  });
  it('never zooms out below fit nor leaves a gap', () => {
    assert.deepEqual(zoomAround({ scale: 1, x: 900, y: 0 }, { x: 0, y: 0 }, { scale: 0.001, sizes }), fitView(sizes));
    assert.deepEqual(keepInside({ scale: 1, x: 9000, y: -9000 }, sizes), { scale: 1, x: 1500, y: -1250 });
  });
});
