# Installs ecsin into a folder of yours, upgrades it when it is there, or takes it away again.
# Downloads one archive and the checksums of its release, and nothing else; what does not match its
# SHA-256 or does not start is thrown away, and what was there before stays.
param(
  [string]$Version = '',
  [string]$Dir = "$env:LOCALAPPDATA\Programs\ecsin",
  [switch]$Uninstall
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$Releases = '@ecsin-releases@'

# Thrown, not exited: `irm ... | iex` runs in the window of the person.
function Stop-Install([string]$What, [string]$Next) {
  throw "install: error: $What`n  next: $Next"
}

function Install-Ecsin {
  $base = if ($env:ECSIN_INSTALL_BASE_URL) { $env:ECSIN_INSTALL_BASE_URL } else { $Releases }
  $base = $base.TrimEnd('/')
  if ($base -notmatch '^https://[^@]+$|^http://(127\.0\.0\.1|localhost|\[::1\]):[^@]+$') {
    Stop-Install 'this copy of install.ps1 does not know where the releases are' `
      '$env:ECSIN_INSTALL_BASE_URL = "https://HOST/OWNER/ecsin"'
  }
  $from = if ($Version) { "$base/releases/download/v$($Version.TrimStart('v'))" }
  else { "$base/releases/latest/download" }
  New-Item -ItemType Directory -Force $Dir | Out-Null
  $temporary = Join-Path $Dir ".ecsin.$PID"
  New-Item -ItemType Directory $temporary | Out-Null
  try {
    # Windows on Arm runs x86_64 programs.
    Invoke-WebRequest -UseBasicParsing "$from/SHA256SUMS" -OutFile "$temporary\SHA256SUMS"
    $found = Select-String -Path "$temporary\SHA256SUMS" `
      -Pattern '^([0-9a-f]{64}) [ *](ecsin-v(.+)-windows-x86_64\.zip)$'
    if (-not $found) { Stop-Install 'there is no ecsin for Windows in this release' $from }
    $expected, $archive, $number = $found.Matches[0].Groups[1..3].Value
    $url = "$base/releases/download/v$number/$archive"
    Invoke-WebRequest -UseBasicParsing $url -OutFile "$temporary\$archive"
    $actual = (Get-FileHash -Algorithm SHA256 "$temporary\$archive").Hash.ToLower()
    if ($actual -ne $expected) {
      Stop-Install "the download is not the released file: $url is $actual, not $expected" `
        'install.ps1'
    }
    Expand-Archive "$temporary\$archive" "$temporary\new"
    $said = & "$temporary\new\ecsin.exe" --version
    if ($LASTEXITCODE -ne 0 -or $said -ne $number) {
      Stop-Install "ecsin $number does not start: $said" 'install.ps1'
    }
    $program = Join-Path $Dir 'ecsin.exe'
    # A program that runs can be renamed, not replaced nor removed: an old one that runs keeps its name.
    Remove-Item -Force "$program*.old" -ErrorAction SilentlyContinue
    $old = "$program.old"
    if (Test-Path $old) { $old = "$program.$([guid]::NewGuid()).old" }
    if (Test-Path $program) { Move-Item -Force $program $old }
    try { Move-Item -Force "$temporary\new\ecsin.exe" $program }
    catch {
      # The one that was there is back, as ecsin upgrade has it.
      if (Test-Path $old) { Move-Item -Force $old $program }
      throw
    }
    Write-Output "ecsin $said is in $program"
  } finally {
    Remove-Item -Recurse -Force $temporary
  }
  if (($env:PATH -split ';') -notcontains $Dir) {
    Write-Output "$Dir is not on PATH. To have it there:"
    Write-Output "  [Environment]::SetEnvironmentVariable('Path', [Environment]::GetEnvironmentVariable('Path', 'User') + ';$Dir', 'User')"
  }
}

function Uninstall-Ecsin {
  $program = Join-Path $Dir 'ecsin.exe'
  if (-not (Test-Path $program)) { Stop-Install "there is no ecsin in $Dir" 'where.exe ecsin' }
  Remove-Item -Force $program, "$program*.old" -ErrorAction SilentlyContinue
  if (Test-Path $program) { Stop-Install "cannot remove $program" "dir $Dir" }
  Write-Output "$program is gone. Your profiles and what ecsin remembers stay: $env:APPDATA\ecsin, $env:LOCALAPPDATA\ecsin"
}

if ($Uninstall) { Uninstall-Ecsin } else { Install-Ecsin }
