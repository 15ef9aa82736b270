# PowerShell completion for ecsin
Register-ArgumentCompleter -Native -CommandName 'ecsin', 'ecsin.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
                $_.Value
            } else {
                $_.Extent.Text
            }
        })
    $current = "$wordToComplete".Trim("'", '"')
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $lines = @($null | & ecsin __complete powershell @before "$current." 2>$null)
    } finally {
        [Console]::OutputEncoding = $encoding
    }
    if ($lines.Count -eq 1 -and $lines[0] -eq "`tfiles") {
        return
    }
    if ($lines.Count -eq 0) {
        # With no answer at all PowerShell would offer the names of files.
        return ''
    }
    foreach ($line in $lines) {
        $name, $about = $line -split "`t", 2
        $text = if ($name -match '^[\w./:=+-]+$') { $name } else { "'" + $name.Replace("'", "''") + "'" }
        if (-not $about) { $about = $name }
        [System.Management.Automation.CompletionResult]::new($text, $name, 'ParameterValue', $about)
    }
}
