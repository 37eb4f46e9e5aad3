import type { ImportRule } from './import-rule.ts';

const TESTS = '\\.test\\.tsx?$';
const APPS = '(firmware-bridge|terminal|hub|dashboard)';
/** Pure, with no clock or network of their own. */
const PURE_PACKAGES = 'node_modules/temporal-polyfill/';
const EMPTY = 'export {};\n';

/** Who may import whom: docs/design.md section 5. */
export const IMPORT_RULES: readonly ImportRule[] = [
  {
    name: 'contracts-import-zod-only',
    comment: 'the words that cross a wire run in the browser, the bridge and the hub alike',
    from: { path: '^contracts/src/', pathNot: TESTS },
    to: { pathNot: '^contracts/src/|node_modules/zod/' },
    canary: { 'contracts/src/canary.ts': "import 'node:fs';\n" },
  },
  {
    name: 'apps-meet-on-the-wire',
    comment: 'two apps share contracts and nothing else',
    from: { path: `^${APPS}/src/`, pathNot: TESTS },
    to: { path: '^(firmware-bridge|terminal|hub|dashboard|tools|bench|e2e)/', pathNot: '^$1/' },
    canary: {
      'hub/src/canary.ts': "import '../../firmware-bridge/src/canary-target.ts';\n",
      'firmware-bridge/src/canary-target.ts': EMPTY,
    },
  },
  {
    name: 'features-meet-at-the-door',
    comment:
      'a feature folder is entered through its index.ts only, or through the parts of it that need no server (pure.ts, data.ts)',
    from: { path: '^(hub|firmware-bridge)/src/([^/]+)/', pathNot: TESTS },
    to: { path: '^$1/src/(?!platform/)[^/]+/', pathNot: '^$1/src/$2/|^$1/src/[^/]+/(index|data|pure)\\.ts$' },
    canary: {
      'hub/src/people/canary.ts': "import '../punches/inside.ts';\n",
      'hub/src/punches/inside.ts': EMPTY,
    },
  },
  {
    name: 'main-enters-by-the-door',
    comment: 'wiring uses the same door as everybody else',
    from: { path: '^(hub|firmware-bridge)/src/[^/]+\\.ts$', pathNot: TESTS },
    to: { path: '^$1/src/(?!platform/)[^/]+/', pathNot: '^$1/src/[^/]+/(index|data|pure)\\.ts$' },
    canary: { 'hub/src/main.ts': "import './punches/inside.ts';\n" },
  },
  {
    name: 'domain-is-pure',
    comment: 'a domain imports its own domain and contracts; time and ids are arguments',
    from: { path: '^(hub|firmware-bridge)/src/([^/]+)/domain/', pathNot: TESTS },
    to: { pathNot: `^$1/src/$2/domain/|^contracts/src/|${PURE_PACKAGES}` },
    canary: { 'hub/src/scheduling/domain/canary.ts': "import 'typeorm';\n" },
  },
  {
    name: 'screen-domain-is-pure',
    comment: 'a domain imports its own domain and contracts; time and ids are arguments',
    from: { path: '^(terminal|dashboard)/src/domain/', pathNot: TESTS },
    to: { pathNot: `^$1/src/domain/|^contracts/src/|${PURE_PACKAGES}` },
    canary: { 'terminal/src/domain/canary.ts': "import 'preact';\n" },
  },
  {
    name: 'platform-knows-no-feature',
    comment: 'everything stands on platform, so platform stands on nothing of ours',
    from: { path: '^(hub|firmware-bridge)/src/platform/', pathNot: TESTS },
    to: { path: '^$1/src/(?!platform/)' },
    canary: {
      'hub/src/platform/canary.ts': "import '../punches/index.ts';\n",
      'hub/src/punches/index.ts': EMPTY,
    },
  },
  {
    name: 'nobody-imports-main',
    comment: 'main wires; whoever imported it would start the program',
    from: {},
    to: { path: '^(hub|firmware-bridge)/src/(main|cli)\\.ts$' },
    canary: { 'hub/src/canary-main.ts': "import './main.ts';\n" },
  },
  {
    name: 'readers-know-readers-only',
    comment: 'bytes become a BadgeRead; who it is and what follows is decided further on',
    from: { path: '^firmware-bridge/src/readers/', pathNot: TESTS },
    to: { path: '^firmware-bridge/src/(?!readers/|platform/)[^/]+/' },
    canary: {
      'firmware-bridge/src/readers/canary.ts': "import '../journal/index.ts';\n",
      'firmware-bridge/src/journal/index.ts': EMPTY,
    },
  },
  {
    name: 'clocking-decides-alone',
    comment: 'the state machine is pure: the roster, the journal and the screen are handed to it',
    from: { path: '^firmware-bridge/src/clocking/', pathNot: TESTS },
    to: { path: '^firmware-bridge/src/(?!clocking/|platform/)[^/]+/' },
    canary: {
      'firmware-bridge/src/clocking/canary.ts': "import '../roster/index.ts';\n",
      'firmware-bridge/src/roster/index.ts': EMPTY,
    },
  },
  {
    name: 'journal-knows-nobody',
    comment: 'what is durable must not depend on what may fail',
    from: { path: '^firmware-bridge/src/journal/', pathNot: TESTS },
    to: { path: '^firmware-bridge/src/(?!journal/|platform/)[^/]+/' },
    canary: {
      'firmware-bridge/src/journal/canary.ts': "import '../uplink/index.ts';\n",
      'firmware-bridge/src/uplink/index.ts': EMPTY,
    },
  },
  {
    name: 'uplink-knows-the-journal',
    comment: 'the uplink carries journal entries; it knows neither readers nor screens',
    from: { path: '^firmware-bridge/src/uplink/', pathNot: TESTS },
    to: { path: '^firmware-bridge/src/(?!uplink/|journal/|platform/)[^/]+/' },
    canary: {
      'firmware-bridge/src/uplink/canary.ts': "import '../kiosk/index.ts';\n",
      'firmware-bridge/src/kiosk/index.ts': EMPTY,
    },
  },
  {
    name: 'event-log-knows-nobody',
    comment: 'writers append to it and readers follow it; it knows none of them',
    from: { path: '^hub/src/event-log/', pathNot: TESTS },
    to: { path: '^hub/src/(?!event-log/|platform/)[^/]+/' },
    canary: {
      'hub/src/event-log/canary.ts': "import '../live/index.ts';\n",
      'hub/src/live/index.ts': EMPTY,
    },
  },
  {
    name: 'audit-knows-nobody',
    comment: 'every feature tells the trail what it does; the trail asks none of them',
    from: { path: '^hub/src/audit/', pathNot: TESTS },
    to: { path: '^hub/src/(?!audit/|event-log/|platform/)[^/]+/' },
    canary: {
      'hub/src/audit/canary.ts': "import '../people/index.ts';\n",
      'hub/src/people/index.ts': EMPTY,
    },
  },
  {
    name: 'ingest-is-nobodys-dependency',
    comment: 'everything downstream reads the event log, never the ingest',
    // The demo is a simulated terminal: it signs with the very hash that ingest verifies.
    from: { path: '^hub/src/(?!ingest/|demo/)[^/]+/', pathNot: TESTS },
    to: { path: '^hub/src/ingest/' },
    canary: {
      'hub/src/live/canary.ts': "import '../ingest/index.ts';\n",
      'hub/src/ingest/index.ts': EMPTY,
    },
  },
  {
    name: 'timesheets-read-facts',
    comment:
      'hours follow from punches, shifts and people; who pays them and where they are sent is decided elsewhere',
    from: { path: '^hub/src/timesheets/', pathNot: TESTS },
    to: {
      path: '^hub/src/(?!timesheets/|punches/|corrections/|scheduling/|people/|audit/|event-log/|platform/)[^/]+/',
    },
    canary: {
      'hub/src/timesheets/canary.ts': "import '../payroll/index.ts';\n",
      'hub/src/payroll/index.ts': EMPTY,
    },
  },
  {
    name: 'corrections-are-facts',
    comment: 'a correction says how a punch is to be read; what follows from it is derived elsewhere',
    from: { path: '^hub/src/corrections/', pathNot: TESTS },
    to: { path: '^hub/src/(?!corrections/|punches/|people/|audit/|event-log/|platform/)[^/]+/' },
    canary: {
      'hub/src/corrections/canary.ts': "import '../timesheets/index.ts';\n",
      'hub/src/timesheets/index.ts': EMPTY,
    },
  },
  {
    name: 'payroll-pays-timesheets',
    comment: 'payroll knows hours and what people said about them, never what they were derived from',
    from: { path: '^hub/src/payroll/', pathNot: TESTS },
    to: {
      path: '^hub/src/(?!payroll/|timesheets/|attestations/data|exceptions/data|audit/|event-log/|platform/)[^/]+/',
    },
    canary: {
      'hub/src/payroll/canary.ts': "import '../punches/index.ts';\n",
      'hub/src/punches/index.ts': EMPTY,
    },
  },
  {
    name: 'formats-write-only',
    comment: 'a format turns hours into bytes; it knows neither a database nor a request',
    from: { path: '^hub/src/payroll/formats/', pathNot: TESTS },
    to: {
      path: '^hub/src/(?!payroll/(formats|domain)/|timesheets/pure)|node_modules/(@nestjs|typeorm|pg)/',
    },
    canary: {
      'hub/src/payroll/formats/canary.ts': "import '../periods/canary-target.ts';\n",
      'hub/src/payroll/periods/canary-target.ts': EMPTY,
    },
  },
  {
    name: 'some-serve-nobody',
    comment: 'a process that works on data beside the hub loads no web server, however far the imports go',
    from: { path: '^hub/src/([^/]+/data|payroll-work|audit-lines)\\.ts$', pathNot: TESTS },
    to: {
      path: 'node_modules/(@nestjs/(core|swagger|platform[^/]*|typeorm)|typeorm)/|^typeorm$',
      reachable: true,
    },
    canary: {
      'hub/src/people/data.ts': "import './canary-web.ts';\n",
      'hub/src/people/canary-web.ts': "import 'typeorm';\n",
    },
  },
  {
    name: 'some-stand-alone',
    comment:
      'who checks a proof or asks for hours needs this program and a file, no database and no hub, however far the imports go',
    from: { path: '^hub/src/([^/]+/pure|hours|verify)\\.ts$|^hub/src/evidence/verify/', pathNot: TESTS },
    to: { path: 'node_modules/(@nestjs|typeorm|pg)/|^(typeorm|pg)$', reachable: true },
    canary: {
      'hub/src/people/pure.ts': "import './canary-server.ts';\n",
      'hub/src/people/canary-server.ts': "import 'typeorm';\n",
    },
  },
  {
    name: 'punches-are-facts',
    comment: 'facts are stored without knowing who reads or judges them',
    from: { path: '^hub/src/punches/', pathNot: TESTS },
    to: { path: '^hub/src/(?!punches/|audit/|event-log/|platform/)[^/]+/' },
    canary: {
      'hub/src/punches/canary.ts': "import '../scheduling/index.ts';\n",
      'hub/src/scheduling/index.ts': EMPTY,
    },
  },
  {
    name: 'stores-stand-alone',
    comment: 'a store holds what is drawn; it knows neither sockets nor pictures',
    from: { path: '^(terminal|dashboard)/src/stores/', pathNot: TESTS },
    to: { path: '^$1/src/(services|components|screens|pages)/' },
    canary: {
      'dashboard/src/stores/canary.ts': "import '../services/canary-target.ts';\n",
      'dashboard/src/services/canary-target.ts': EMPTY,
    },
  },
  {
    name: 'services-draw-nothing',
    comment: 'a service owns a socket or a timer and writes to stores',
    from: { path: '^(terminal|dashboard)/src/services/', pathNot: TESTS },
    to: { path: '^$1/src/(components|screens|pages)/' },
    canary: {
      'dashboard/src/services/canary.ts': "import '../pages/canary-target.ts';\n",
      'dashboard/src/pages/canary-target.ts': EMPTY,
    },
  },
  {
    name: 'components-know-no-screen',
    comment: 'screens and pages are made of components, not the other way round',
    from: { path: '^(terminal|dashboard)/src/components/', pathNot: TESTS },
    to: { path: '^$1/src/(screens|pages)/' },
    canary: {
      'terminal/src/components/canary.ts': "import '../screens/canary-target.ts';\n",
      'terminal/src/screens/canary-target.ts': EMPTY,
    },
  },
  {
    name: 'browsers-have-no-node',
    comment: 'a built-in module of Node would break the screen at run time only',
    from: { path: '^(terminal|dashboard)/src/', pathNot: TESTS },
    to: { dependencyTypes: ['core'] },
    canary: { 'dashboard/src/pages/canary-node.ts': "import 'node:crypto';\n" },
  },
  {
    name: 'no-circles',
    comment: 'two files that need each other are one file, or lack a third',
    from: { pathNot: '\\.entity\\.ts$' },
    // An import of types only is gone at run time.
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    canary: {
      'hub/src/people/circle-a.ts': "import './circle-b.ts';\n",
      'hub/src/people/circle-b.ts': "import './circle-a.ts';\n",
    },
  },
  {
    name: 'imports-resolve',
    comment: 'an import that is not found is one that no other rule can see',
    from: {},
    to: { couldNotResolve: true, pathNot: '\\.css$|\\.svg|^virtual:' },
    canary: { 'hub/src/people/lost.ts': "import './nowhere.ts';\n" },
  },
];
