/** The shells that completion is written for. */
export type ShellName = 'bash' | 'zsh' | 'fish';

/** What each shell reads to complete `hindsight` and `kubectl-hindsight`; the program itself is asked for the candidates. */
export const shellScripts: Readonly<Record<ShellName, string>> = {
  // bash splits words also at = and :, and replaces only what stands behind them: the program gets the whole line and what bash takes for the word.
  bash: `# Completion of hindsight for bash 4 and newer.  Load it with: source <(hindsight completion bash)
_hindsight() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" line value
  case "$cur" in '=' | ':') cur='' ;; esac
  COMPREPLY=()
  while IFS= read -r line; do
    value="\${line%%$'\\t'*}"
    [[ -n $value ]] && COMPREPLY+=("$value")
  done < <("\${COMP_WORDS[0]}" __complete bash "\${COMP_LINE:0:COMP_POINT}" "$cur" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[=,/] ]]; then compopt -o nospace 2>/dev/null; fi
  return 0
}
complete -o default -F _hindsight hindsight kubectl-hindsight
`,
  zsh: `#compdef hindsight kubectl-hindsight
# Completion of hindsight for zsh.  Load it with: source <(hindsight completion zsh)
_hindsight() {
  local line value description
  local -a whole wholeTexts open openTexts
  while IFS= read -r line; do
    value="\${line%%$'\\t'*}"
    description="\${line#*$'\\t'}"
    [[ -z $value ]] && continue
    if [[ $value == *[=,/] ]]; then open+=("$value"); openTexts+=("$value  $description")
    else whole+=("$value"); wholeTexts+=("$value  $description"); fi
  done < <("\${words[1]}" __complete words "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( \${#whole} )) && compadd -l -d wholeTexts -- "\${whole[@]}"
  (( \${#open} )) && compadd -l -S '' -d openTexts -- "\${open[@]}"
  return 0
}
if [[ \${zsh_eval_context[-1]} == loadautofunc ]]; then _hindsight "$@"; else compdef _hindsight hindsight kubectl-hindsight; fi
`,
  fish: `# Completion of hindsight for fish.  Load it with: hindsight completion fish | source
function __hindsight_complete
    set -l words (commandline -opc) (commandline -ct)
    command $words[1] __complete words $words[2..-1] 2>/dev/null
end
complete -c hindsight -f -a '(__hindsight_complete)'
complete -c kubectl-hindsight -f -a '(__hindsight_complete)'
`,
};
