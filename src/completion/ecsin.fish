# fish completion for ecsin
function __ecsin_complete
    set -l current (commandline -ct)
    set -l before (commandline -xpc 2>/dev/null; or commandline -opc)
    set -e before[1]
    for line in (command ecsin __complete fish $before "$current" 2>/dev/null </dev/null)
        if test "$line" != \tfiles
            echo $line
            continue
        end
        set -l flag (string match -r -- '^--[^=]+=' "$current")
        for file in (__fish_complete_path (string replace -r -- '^--[^=]+=' '' "$current"))
            echo "$flag$file"
        end
    end
end
complete -c ecsin -e
complete -c ecsin -k -f -a '(__ecsin_complete)'
