#compdef ecsin
# zsh completion for ecsin
_ecsin() {
  local -a lines names open
  local line name about
  lines=("${(@f)$(command ecsin __complete zsh "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" \
    2>/dev/null </dev/null)}")
  [[ $PREFIX == --*=* ]] && compset -P '--[^=]#='
  if [[ $lines[1] == $'\tfiles' ]]; then
    _files
    return
  fi
  for line in $lines; do
    name=${line%%$'\t'*}
    about=${line#*$'\t'}
    name=${name//\\/\\\\}
    # A target's colon and a folder's slash are gone on behind.
    if [[ $name == *[:/] ]]; then
      open+=("${name//:/\\:}${about:+:$about}")
    else
      names+=("${name//:/\\:}${about:+:$about}")
    fi
  done
  (( $#open )) && _describe -V -t values ecsin open -S ''
  _describe -V -t values ecsin names
}
if [[ $funcstack[1] == _ecsin ]]; then
  _ecsin "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _ecsin ecsin
fi
