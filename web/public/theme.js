// Runs before the first paint, so that the chosen theme never flashes. A file of its own: inline scripts are forbidden.
try {
  const theme = localStorage.getItem('supervisor.theme');
  if (theme !== null && theme !== 'system') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be blocked: the system's theme it is.
}
