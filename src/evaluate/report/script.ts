/** The script of a report, as the text that stands in the page: sorts and filters the list of tracks. */

/** Plain script for any browser of the last years; it reads nothing but the page and sends nothing. */
export const reportScript = `
(() => {
  const table = document.getElementById('track-list');
  if (!table) return;
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const collator = new Intl.Collator(undefined, { numeric: true });
  const number = (cell) => (cell.dataset.value === undefined ? undefined : Number(cell.dataset.value));
  const compare = (column, direction) => (a, b) => {
    const [left, right] = [a.cells[column], b.cells[column]];
    if (column < 3) return direction * collator.compare(left.textContent, right.textContent);
    const [x, y] = [number(left), number(right)];
    if (x === undefined || y === undefined) return (x === undefined) - (y === undefined);
    return direction * (x - y);
  };
  heads.forEach((head, column) => {
    head.querySelector('button').addEventListener('click', () => {
      const first = column < 3 ? 'ascending' : 'descending';
      const other = column < 3 ? 'descending' : 'ascending';
      const order = head.getAttribute('aria-sort') === first ? other : first;
      for (const one of heads) one.setAttribute('aria-sort', one === head ? order : 'none');
      body.append(...[...body.rows].sort(compare(column, order === 'ascending' ? 1 : -1)));
    });
  });
  const form = document.querySelector('.filters');
  form.hidden = false;
  const filter = () => {
    const wanted = { track: form.elements.track.value.trim().toLowerCase() };
    for (const name of ['separator', 'stem']) wanted[name] = form.elements[name]?.value ?? '';
    let shown = 0;
    for (const row of body.rows) {
      const [track, separator, stem] = [...row.cells].slice(0, 3).map((cell) => cell.textContent);
      const fits = track.toLowerCase().includes(wanted.track)
        && (wanted.separator === '' || wanted.separator === separator)
        && (wanted.stem === '' || wanted.stem === stem);
      row.hidden = !fits;
      if (fits) shown++;
    }
    form.querySelector('output').textContent = shown + ' of ' + body.rows.length + ' lines';
  };
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  filter();
})();
`;
