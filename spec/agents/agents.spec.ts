import { rmSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { createApps, installAgents, run, type Version } from './install.ts'

let folders: Record<Version, string>

beforeAll(async () => {
  folders = await createApps(await installAgents())
  return () => {
    for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true })
  }
})

/** With each, the name of the span of `GET /shops/7/invoices`. */
const agents: readonly [Version, agent: string, span: string][] = [
  ['express-4', 'open-telemetry', 'GET /shops/:shop/invoices'],
  ['express-5', 'open-telemetry', 'GET /shops/:shop/invoices'],
  ['express-4', 'sentry', 'GET /shops/:shop/invoices'],
  ['express-5', 'sentry', 'GET /shops/:shop/invoices'],
  ['express-4', 'new-relic', 'WebTransaction/Expressjs/GET//shops/:shop/invoices'],
  ['express-5', 'new-relic', 'WebTransaction/Expressjs/GET//shops/:shop/invoices'],
  ['express-4', 'dd-trace', 'express.request GET /shops/:shop/invoices'],
  // this agent is older than Express 5, and leaves the route out
  ['express-5', 'dd-trace', 'express.request GET'],
]

const libraries: readonly [Version, library: string][] = [
  ['express-4', 'express-async-errors'],
  ['express-4', 'express-promise-router'],
  ['express-5', 'express-promise-router'],
  ['express-4', 'express-async-handler'],
  ['express-5', 'express-async-handler'],
]

const versions: readonly Version[] = ['express-4', 'express-5']

describe.each(versions)('the app on %s, with nothing around it', (version) => {
  it('is documented with all that it declares', async () => {
    const { document, problems } = await visit(version, 'none')
    expect(listOperations(document)).toEqual([
      'get /shops/{shop}/invoices "List invoices" [invoices] bearer 200 401',
      'post /shops/{shop}/invoices "Create an invoice" [invoices] bearer 201 401 422',
      'delete /shops/{shop}/invoices/{invoice} "Delete an invoice" [invoices] bearer 204 401',
      'get /staff "List the staff" [staff] 200',
      'get /staff/rota/days/{day} "Show a day" [staff] 200',
      'get /owners "List the staff" [staff] 200',
      'get /owners/rota/days/{day} "Show a day" [staff] 200',
      'get /failures/within "Fail within" [] 200',
      'get /failures/behind "Fail behind" [] 200',
      'get /health "undefined" [] 200',
      'get /build "Build the document" [] 200',
    ])
    expect(problems.map(({ code, where }) => `${code} ${where}`)).toEqual([
      'NOTICE_UNDOCUMENTED GET /health',
    ])
  })

  it('answers', async () => {
    const { answers, errors } = await visit(version, 'none')
    expect(answers).toEqual([
      '200 [{"id":"7","total":1}]',
      '201 {"id":"a","total":2}',
      `422 ${JSON.stringify(refused)}`,
      '204 ',
      '200 all',
      '200 monday',
      '200 well',
      '500 failed within',
    ])
    expect(errors).toEqual(['failed within'])
  })
})

/** What is answered to an invoice whose total is a text. */
const refused = {
  type: 'about:blank',
  title: 'Unprocessable Content',
  status: 422,
  detail: 'The request is not as declared: 1 fault.',
  errors: [
    {
      in: 'body',
      path: '/total',
      message: 'Invalid input: expected number, received string',
      code: 'invalid_type',
    },
  ],
}

describe.each(agents)('the app on %s, traced by %s', (version, agent, span) => {
  it('is documented as without it, whenever the document is built', async () => {
    const { document } = await visit(version, 'none')
    const traced = await visit(version, agent)
    expect([traced.document, traced.served, ...traced.built]).toEqual([
      document,
      document,
      document,
    ])
  })

  it('has the problems that it has without it', async () => {
    const { problems } = await visit(version, agent)
    expect(problems).toEqual((await visit(version, 'none')).problems)
  })

  it('answers as without it', async () => {
    const { answers, errors } = await visit(version, agent)
    const untraced = await visit(version, 'none')
    expect({ answers, errors }).toEqual({ answers: untraced.answers, errors: untraced.errors })
  })

  it('is traced', async () => {
    const { spans } = await visit(version, agent)
    expect(spans.nested.map(({ name }) => name)).toContain(span)
  })

  it('is traced by its route where a request is refused', async () => {
    const { spans } = await visit(version, agent)
    expect(spans.refused.map(({ name }) => name)).toContain(span.replace('GET', 'POST'))
  })

  it('leaves no span of a document that is built before any request', async () => {
    expect((await visit(version, agent)).spans.before).toEqual([])
  })

  it('leaves the span of a request as it is while the document is built', async () => {
    const { spans } = await visit(version, agent)
    expect(spans.building).toEqual(spans.idle)
  })

  it('is traced as before once the document is built', async () => {
    const { spans } = await visit(version, agent)
    expect(spans.after).toEqual(spans.nested)
  })
})

describe.each(libraries)('the app on %s, with %s', (version, library) => {
  it('is documented as without it, with the same problems', async () => {
    const { document, served, problems } = await visit(version, library)
    const bare = await visit(version, 'none')
    expect({ document, served, problems }).toEqual({
      document: bare.document,
      served: bare.document,
      problems: bare.problems,
    })
  })

  it('answers as without it', async () => {
    const { answers } = await visit(version, library)
    expect(answers.slice(0, -1)).toEqual((await visit(version, 'none')).answers)
  })

  it('hands each rejected promise to the error handler once', async () => {
    const { answers, errors } = await visit(version, library)
    expect(answers.slice(-2)).toEqual(['500 failed within', '500 failed behind'])
    expect(errors).toEqual(['failed within', 'failed behind'])
  })
})

describe.each(versions)("Sentry's handler of errors in the app on %s", (version) => {
  it('is told of what a declared handler throws, once, and of no refused request', async () => {
    expect((await visit(version, 'sentry')).captured).toEqual(['failed within'])
  })
})

describe('the network', () => {
  const cases = [...agents, ...libraries].map(([version, name]) => [version, name] as const)

  it.each(cases)('is left alone on %s by %s', async (version, name) => {
    expect((await visit(version, name)).outside).toEqual([])
  })

  it('would be guarded', async () => {
    const preloaded = ['--require', './no-network.cjs', 'outside.cjs']
    const { stderr } = await run('node', preloaded, folders['express-5'])
    expect(listOutside(stderr)).toEqual([
      'OUTSIDE connect 192.0.2.1',
      'OUTSIDE connect 192.0.2.2',
      'OUTSIDE send 192.0.2.3',
      'OUTSIDE lookup example.com',
    ])
  })
})

interface Span {
  readonly name: string
}

interface Visit {
  /** What `.document(app)` returns; what `/openapi.json` answers; what was built within a request. */
  readonly document: Document
  readonly served: Document
  readonly built: readonly Document[]
  readonly problems: readonly { readonly code: string; readonly where: string }[]
  readonly answers: readonly string[]
  /** The messages that reached the app's error handler. */
  readonly errors: readonly string[]
  /** The messages that an agent has captured. */
  readonly captured: readonly string[]
  readonly spans: {
    readonly before: readonly Span[]
    readonly nested: readonly Span[]
    readonly idle: readonly Span[]
    readonly building: readonly Span[]
    readonly after: readonly Span[]
    readonly refused: readonly Span[]
  }
  /** Each attempt to reach another machine. */
  readonly outside: readonly string[]
}

const visits = new Map<string, Promise<Visit>>()

/** Run `app/visit.cjs` in a process of its own, once for each case. */
function visit(version: Version, name: string): Promise<Visit> {
  const key = `${version} ${name}`
  const known = visits.get(key) ?? visitNow(version, name)
  visits.set(key, known)
  return known
}

async function visitNow(version: Version, name: string): Promise<Visit> {
  const preloaded = ['--require', './no-network.cjs', '--import', `./${name}.cjs`]
  // by itself, Express 4 leaves a rejected promise to the process
  const paths = name.startsWith('express-') ? ['/failures/behind'] : []
  const input = [...preloaded, 'visit.cjs', name, ...paths]
  const { stdout, stderr } = await run('node', input, folders[version])
  return { ...(JSON.parse(stdout) as Omit<Visit, 'outside'>), outside: listOutside(stderr) }
}

function listOutside(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line.startsWith('OUTSIDE '))
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

interface Operation {
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly security?: readonly object[]
  readonly responses: object
}

/** Each with its method, path and summary, and with what its guards add. */
function listOperations({ paths }: Document): string[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { summary, tags = [], security = [], responses }]) =>
      [
        method,
        path,
        `"${summary}"`,
        `[${tags.join()}]`,
        ...security.flatMap((requirement) => Object.keys(requirement)),
        ...Object.keys(responses),
      ].join(' '),
    ),
  )
}
