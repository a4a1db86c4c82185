package io.levin.engine.status;

/** The page at {@code /web/}: progress for people, with buttons for pausing. */
final class WebPage {
  static final String HTML =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>Levin</title>
      <style>
        body { font-family: sans-serif; margin: 2em; max-width: 60em; }
        td, th { padding: 0.2em 0.8em; text-align: left; }
        .bar { background: #ddd; width: 20em; } .bar div { background: #48a; height: 1em; }
        .failed { color: #b00; }
      </style></head><body>
      <h1>Levin</h1>
      <p><span id="state"></span>
        <button onclick="put('/pause')">Pause</button>
        <button onclick="put('/resume')">Resume</button></p>
      <table><thead><tr><th>table</th><th>read</th><th></th><th></th></tr></thead>
      <tbody id="tables"></tbody></table>
      <p><a href="/metrics">metrics</a></p>
      <script>
        const put = path => fetch(path, { method: 'PUT' }).then(show);
        const cell = (row, text) => { row.insertCell().textContent = text; };
        async function show() {
          const task = await (await fetch('/progress/task')).json();
          const paused = (await (await fetch('/pause')).json()).paused;
          document.getElementById('state').textContent =
            task.m ? 'failed: ' + task.m : task.s === 2 ? 'done' : paused ? 'paused' : 'running';
          const body = document.getElementById('tables');
          body.replaceChildren();
          for (const [name, t] of Object.entries(task.t || {})) {
            const row = body.insertRow();
            cell(row, name);
            const share = t.z ? t.w / t.z : t.s === 2 ? 1 : 0;
            const bar = document.createElement('div');
            bar.className = 'bar';
            const done = document.createElement('div');
            done.style.width = (100 * share) + '%';
            bar.append(done);
            row.insertCell().append(bar);
            cell(row, (100 * share).toFixed(1) + ' %');
            cell(row, t.m ? 'failed' : ['waiting', 'running', 'done'][t.s]);
          }
        }
        show();
        setInterval(show, 2000);
      </script></body></html>
      """;

  private WebPage() {}
}
