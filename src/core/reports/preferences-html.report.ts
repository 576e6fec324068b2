import { markup } from './markup.ts';
import { type PageLook, pageFootOf, pageHead } from './page-frame.ts';
import { themeLook, themeNames } from './themes.ts';

/** The page of preferences: the theme, kept in a cookie. `chosen` is what the cookie says. */
export function preferencesHtml(page: PageLook & { readonly chosen: string }): string {
  const current = themeNames.includes(page.chosen) ? page.chosen : 'system';
  const options = [...themeNames].sort().map((name) => {
    const look = themeLook(name);
    const words =
      name === 'system' ? 'system (as your device)' : ['light', 'dark'].includes(name) ? name : `${name} (now ${look ?? 'system'})`;
    return name === current
      ? markup`<option value="${name}" selected>${words}</option>`
      : markup`<option value="${name}">${words}</option>`;
  });
  const body = markup`<main id="main"><h1 class="q"><b>Preferences</b></h1><form class="narrow" method="post" action="/preferences"><label for="theme">Theme<select id="theme" name="theme">${options}</select></label><div><button type="submit" class="button is-primary">Save</button></div></form><div class="content"><p>The theme is kept in a cookie of this browser. <code>theme=dark</code> in an address overrides it for that page.</p></div>`;
  return pageHead({ ...page, title: 'Preferences' }) + body.text + pageFootOf(page);
}
