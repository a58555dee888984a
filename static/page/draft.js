/*
 * A draft stays in this browser alone: what is being written survives a broken line, a locked phone, a restart of the
 * server and a reload. The page says what to keep; of fields that it hears of only when they are sent, every
 * key stroke is kept here.
 */
export default function ({ data, setStateValue }) {
  const key = `geo-kopienas-draft-${data.name}`;
  const fields = data.fields.map((name) => [name, `.st-key-field_${name} :is(input, textarea)`]);
  const written = () =>
    Object.fromEntries(fields.map(([name, where]) => [name, document.querySelector(where)?.value ?? ""]));

  const keep = ({ target }) => {
    if (!fields.some(([, where]) => target.matches(where))) return;
    const now = written();
    if (Object.values(now).some(Boolean)) localStorage.setItem(key, JSON.stringify({ ...data.beside, ...now }));
  };

  try {
    if (data.is_done) {
      localStorage.removeItem(key);
    } else if (data.content) {
      localStorage.setItem(key, data.content);
    } else {
      const kept = localStorage.getItem(key);
      if (kept && !Object.values(written()).some(Boolean)) setStateValue("found", kept);
    }
  } catch {
    setStateValue("is_refused", true); // storage is switched off, or full
    return undefined;
  }
  if (!fields.length) return undefined;
  document.addEventListener("input", keep);
  return () => document.removeEventListener("input", keep);
}
