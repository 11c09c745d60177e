// Opens a page in the system's browser, waits until it says what came of it in
// its title, prints that and keeps a picture: browser.mjs PAGE PICTURE.png
import puppeteer from 'puppeteer-core';

const [page, picture] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
});
const tab = await browser.newPage();
await tab.setViewport({ width: 900, height: 900 });
await tab.goto(page);
await tab.waitForFunction("document.title != 'waiting'", { timeout: 60000 });
console.log(await tab.title());
await tab.screenshot({ path: picture });
await browser.close();
