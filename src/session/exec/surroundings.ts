// Steps of the wrapper (wrapper.ts) that change as whom and with what the command runs.

/**
 * Puts what becomes user `$u` before the command's words. su is the last resort: it needs a name,
 * not a number, starts a login record where PAM is, and does not pass every signal on.
 */
export const RUN_AS =
  `if h setpriv && setpriv --help 2>&1 | grep -q reuid; then set -- setpriv --reuid "$u" --regid "$(id -g "$u")" --init-groups -- "$@"
elif h su-exec; then set -- su-exec "$u" "$@"
elif h gosu; then set -- gosu "$u" "$@"
elif h su; then set -- su -s /bin/sh -c "exec \\"\\$@\\"" -- "$u" sh "$@"
else m "fail user"; exit; fi
id "$u" >/dev/null 2>&1 || { m "fail nouser"; exit; }`;

/**
 * Exports what process 1, the entrypoint, was started with: NUL-separated NAME=VALUE becomes
 * `export NAME='VALUE'`; newlines in values travel as \\001. Run by the command's own shell, which
 * has no variables that these could be taken for.
 */
export const EXPORT_PID1 =
  `eval "$(tr "\\0\\n" "\\n\\001" </proc/1/environ | sed -n "s/'/'\\\\\\\\''/g
s/^\\([A-Za-z_][A-Za-z0-9_]*\\)=\\(.*\\)\\$/export \\1='\\2'/p" | tr "\\001" "\\n")"`;
