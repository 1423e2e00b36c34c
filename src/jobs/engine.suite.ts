import { describe } from 'node:test';
import { askSuite } from './ask.suite.ts';
import { engineBench, type OpenHarness } from './bench.suite.ts';
import { claimSuite } from './claim.suite.ts';
import { depsSuite } from './deps.suite.ts';
import { enqueueSuite } from './enqueue.suite.ts';
import { leaseSuite } from './lease.suite.ts';
import { limitSuite } from './limit.suite.ts';
import { namingSuite } from './naming.suite.ts';
import { peopleSuite } from './people.suite.ts';
import { blockedSuite } from './blocked.suite.ts';

/** What every engine promises of the ledger, on a clock that the test moves. */
export function jobEngineSuite(name: string, openHarness: OpenHarness): void {
  describe(name, () => {
    const bench = engineBench(openHarness);
    for (const suite of [
      enqueueSuite,
      askSuite,
      depsSuite,
      claimSuite,
      limitSuite,
      leaseSuite,
      blockedSuite,
      peopleSuite,
      namingSuite,
    ])
      suite(bench);
  });
}
