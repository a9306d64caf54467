import type { Response } from 'express'

/**
 * Asks for the password, and for leave. The form has no address of its own: it is posted to the one that
 * the page has, with all that was asked there.
 */
export function authorizationPage(
  res: Response,
  scopes: readonly string[],
  complaint = 'The documentation wants to use your account.',
): void {
  const asked = scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`)
  res.set(
    'Content-Security-Policy',
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
  )
  res.type('html').send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sign in</title>
<h1>Sign in</h1>
<p>${escapeHtml(complaint)} It asks for:</p>
<ul>${asked.join('')}</ul>
<form method="post">
<p><label>User <input name="username" autocomplete="username" required></label></p>
<p><label>Password
<input name="password" type="password" autocomplete="current-password" required></label></p>
<button>Allow</button>
</form>
</html>`)
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
