# bash completion for ecsin
_ecsin() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == $'\tfiles' ]]; then
      compopt -o default 2>/dev/null
    elif [[ -n $line ]]; then
      COMPREPLY[${#COMPREPLY[@]}]=$line
    fi
  done <<< "$(command ecsin __complete bash "$COMP_TYPE" "${COLUMNS:-80}" \
    "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null </dev/null)"
  # A target's colon and a folder's slash are gone on behind.
  case ${COMPREPLY[0]-} in
    *[:/]) [[ ${#COMPREPLY[@]} == 1 ]] && compopt -o nospace 2>/dev/null ;;
  esac
  return 0
}
complete -F _ecsin ecsin
