/** Each format that ringback ships, with texts that are of it. */
export const formats: Readonly<Record<string, readonly string[]>> = {
  date: ['2026-11-25'],
  time: ['12:00:00Z', '12:00:00.123+01:30'],
  'date-time': ['2026-11-25T12:00:00Z', '2026-11-25 12:00:00.5-01:00'],
  'iso-time': ['12:00:00', '12:00:00.5'],
  'iso-date-time': ['2026-11-25T12:00:00', '2026-11-25 12:00:00'],
  duration: ['P1Y2M3DT4H5M6S', 'P4W', 'PT1S'],
  uri: ['https://user@a.test:80/b/c?d=e#f', 'urn:a:b', 'http://[::1]/%41', 'http://1.2.3.4/'],
  'uri-reference': ['/a/b?c#d', '../a', '//a.test/b', '?a=%41'],
  'uri-template': ['/a/{b}{?c,d*}', '{+path:3}/x', '{#a,b,c}'],
  url: ['https://a.test/b', 'ftp://a.b.c.test:21/d'],
  iri: ['https://ä.test/ö?ü=ß', 'urn:ä'],
  'iri-reference': ['/ä/ö', '#ß'],
  email: ['a.b+c@d-e.test', 'a@b.c.d.test'],
  'idn-email': ['ä@ö.test'],
  hostname: ['a-b.c-d.test', 'a.test.'],
  ipv4: ['192.168.0.1', '255.255.255.255'],
  ipv6: ['::1', '2001:db8::ff00:42:8329', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4'],
  regex: ['^(a+)+$', '[a-z]{2,3}(?:b|c)*', '\\p{L}', '(?<a>b)\\k<a>'],
  uuid: ['c56a4180-65aa-42ec-a945-5fd21dec0538', 'urn:uuid:c56a4180-65aa-42ec-a945-5fd21dec0538'],
  'json-pointer': ['/a/b~0c/~1', ''],
  'json-pointer-uri-fragment': ['#/a/b~0c/%41'],
  'relative-json-pointer': ['1/a/b~1', '0#'],
  byte: ['YWJj', 'YQ=='],
  password: ['secret'],
  binary: ['bytes'],
}

/** Of numbers alone: no text is of them. */
export const formatsOfNumbers = ['int32', 'int64', 'float', 'double'] as const
