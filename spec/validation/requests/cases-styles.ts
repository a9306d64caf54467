/** Lists and objects in each style that OpenAPI has for them. */
import { bad, badQuery, get, good, goodQuery, type RequestCase } from './request-case.ts'

const lists: readonly RequestCase[] = [
  goodQuery('a list by repetition', '/lists?tags=a&tags=b', { tags: ['a', 'b'] }),
  goodQuery('a list of one', '/lists?tags=a', { tags: ['a'] }),
  goodQuery('a list of one empty text', '/lists?tags=', { tags: [''] }),
  goodQuery('a list of texts that have commas', '/lists?tags=a,b', { tags: ['a,b'] }),
  goodQuery('a list in brackets', '/lists?tags[]=a&tags[]=b', { tags: ['a', 'b'] }),
  goodQuery('a list in brackets that are encoded', '/lists?tags%5B%5D=a', { tags: ['a'] }),
  goodQuery('a list with indexes', '/lists?tags[1]=b&tags[0]=a', { tags: ['a', 'b'] }),
  badQuery('a list with indexes and a fault', '/lists?ids[0]=1&ids[1]=x', '/ids/1'),
  goodQuery('a list of numbers by repetition', '/lists?ids=1&ids=2', { ids: [1, 2] }),
  goodQuery('a list of one number', '/lists?ids=7', { ids: [7] }),
  goodQuery('a list of numbers with commas', '/lists?ids=1,2,3', { ids: [1, 2, 3] }),
  goodQuery('a list of numbers with commas that are encoded', '/lists?ids=1%2C2', { ids: [1, 2] }),
  goodQuery('a list that keeps its order and its doubles', '/lists?ids=2&ids=1&ids=2', {
    ids: [2, 1, 2],
  }),
  badQuery('a list with an item of another type', '/lists?ids=1&ids=x&ids=3', '/ids/1'),
  badQuery('a joined list with an item of another type', '/lists?ids=1,,3', '/ids/1'),
  badQuery('a list of one empty number', '/lists?ids=', '/ids/0'),
  badQuery('a list with several faults', '/lists?ids=a&ids=2&ids=b', '/ids/0', '/ids/2'),
  goodQuery('a list of as many as it may have', '/lists?few=a&few=b&few=c', {
    few: ['a', 'b', 'c'],
  }),
  badQuery('a list of too few', '/lists?few=a', '/few'),
  badQuery('a list of too many', '/lists?few=a&few=b&few=c&few=d', '/few'),
  goodQuery('a list of some texts', '/lists?colors=red&colors=green', { colors: ['red', 'green'] }),
  badQuery('a list with none of some texts', '/lists?colors=red&colors=blue', '/colors/1'),
  goodQuery('a tuple by repetition', '/lists?pair=1&pair=2', { pair: [1, '2'] }),
  badQuery('a tuple with an item of another type', '/lists?pair=x&pair=2', '/pair/0'),
  badQuery('a tuple of too few', '/lists?pair=1', '/pair'),
  badQuery('a tuple of too many', '/lists?pair=1&pair=2&pair=3', '/pair'),
]

const delimited: readonly RequestCase[] = [
  goodQuery('a joined list', '/delimited?joined=a,b', { joined: ['a', 'b'] }),
  goodQuery('a joined list of one', '/delimited?joined=a', { joined: ['a'] }),
  goodQuery('an empty joined list', '/delimited?joined=', { joined: [] }),
  goodQuery('a joined list with a comma in an item', '/delimited?joined=a%2Cb,c', {
    joined: ['a,b', 'c'],
  }),
  goodQuery('a joined list by repetition', '/delimited?joined=a&joined=b', { joined: ['a', 'b'] }),
  goodQuery('a list with pipes', '/delimited?piped=a|b', { piped: ['a', 'b'] }),
  goodQuery('a list with pipes that are encoded', '/delimited?piped=a%7Cb', { piped: ['a', 'b'] }),
  goodQuery('a list with pipes, and commas in its items', '/delimited?piped=a,b|c', {
    piped: ['a,b', 'c'],
  }),
  goodQuery('a list with spaces', '/delimited?spaced=1%202', { spaced: [1, 2] }),
  goodQuery('a list with pluses for spaces', '/delimited?spaced=1+2', { spaced: [1, 2] }),
  badQuery('a list with spaces, one of them no number', '/delimited?spaced=1%20x', '/spaced/1'),
  goodQuery('a list with pipes by repetition', '/delimited?repeated=1&repeated=2', {
    repeated: [1, 2],
  }),
]

const objects: readonly RequestCase[] = [
  goodQuery('an object by its properties', '/objects?R=1&G=2', { color: { R: 1, G: 2 } }),
  badQuery('an object without one of its properties', '/objects?R=1', '/color/G'),
  badQuery('an object with two faults', '/objects?R=x&G=y', '/color/R', '/color/G'),
  goodQuery('a joined object', '/objects?point=x,1,y,2', { point: { x: 1, y: 2 } }),
  badQuery('a joined object with a fault', '/objects?point=x,1,y,b', '/point/y'),
  badQuery('a joined object without an end', '/objects?point=x,1,y', '/point/y'),
  goodQuery('a deep object', '/objects?filter[status]=new', { filter: { status: 'new' } }),
  goodQuery('a deep object in brackets that are encoded', '/objects?filter%5Bstatus%5D=paid', {
    filter: { status: 'paid' },
  }),
  goodQuery('a deeper object', '/objects?filter[range][min]=1&filter[range][max]=2.5', {
    filter: { range: { min: 1, max: 2.5 } },
  }),
  goodQuery('a list in a deep object', '/objects?filter[ids]=1&filter[ids]=2', {
    filter: { ids: [1, 2] },
  }),
  goodQuery('a list of one in a deep object', '/objects?filter[ids]=1', { filter: { ids: [1] } }),
  goodQuery('a list in brackets in a deep object', '/objects?filter[ids][]=1&filter[ids][]=2', {
    filter: { ids: [1, 2] },
  }),
  goodQuery('a list with indexes in a deep object', '/objects?filter[ids][0]=1&filter[ids][1]=2', {
    filter: { ids: [1, 2] },
  }),
  badQuery(
    'a list with gaps in a deep object',
    '/objects?filter[ids][0]=1&filter[ids][2]=2',
    '/filter/ids',
  ),
  badQuery(
    'a deep object with faults at every depth',
    '/objects?filter[status]=old&filter[range][min]=x&filter[ids]=1&filter[ids]=y',
    '/filter/status',
    '/filter/range/min',
    '/filter/range/max',
    '/filter/ids/1',
  ),
  badQuery('a scalar for a deep object within', '/objects?filter[range]=5', '/filter/range'),
]

const held = {
  params: {
    scalar: 7,
    list: [3, 4],
    exploded: [3, 4],
    object: { R: 1, G: 2 },
    spread: { R: 1, G: 2 },
  },
}

const inPath: readonly RequestCase[] = [
  good('simple values in a path', get('/simple/7/3,4/3,4/R,1,G,2/R=1,G=2'), held),
  good('labels in a path', get('/label/.7/.3.4/.3.4/.R.1.G.2/.R=1.G=2'), held),
  good(
    'matrices in a path',
    get('/matrix/;scalar=7/;list=3,4/;exploded=3;exploded=4/;object=R,1,G,2/;R=1;G=2'),
    held,
  ),
  good('simple values in a path, encoded', get('/simple/7/3%2C4/3,4/R%2C1,G,2/R%3D1,G=2'), held),
  good('simple values of one in a path', get('/simple/-7/3/4/R,1,G,2/R=1,G=2'), {
    params: { ...held.params, scalar: -7, list: [3], exploded: [4] },
  }),
  bad(
    'simple values in a path, all at fault',
    get('/simple/a/3,b/c,4/R,1/R=d,G=2'),
    'path/scalar',
    'path/list/1',
    'path/exploded/0',
    'path/object/G',
    'path/spread/R',
  ),
  bad(
    'labels in a path, all at fault',
    get('/label/.a/.3.b/.c.4/.R.1/.R=d.G=2'),
    'path/scalar',
    'path/list/1',
    'path/exploded/0',
    'path/object/G',
    'path/spread/R',
  ),
  bad(
    'matrices in a path, all at fault',
    get('/matrix/;scalar=a/;list=3,b/;exploded=c;exploded=4/;object=R,1/;R=d;G=2'),
    'path/scalar',
    'path/list/1',
    'path/exploded/0',
    'path/object/G',
    'path/spread/R',
  ),
]

export const styleCases: readonly RequestCase[] = [...lists, ...delimited, ...objects, ...inPath]
