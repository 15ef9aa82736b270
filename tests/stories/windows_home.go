// Starts a program of Windows with the folders of a person that the environment names: Wine gives its
// own to whatever is started from this side.
package main

import (
	"os"
	"os/exec"
	"os/signal"
	"strings"
)

func main() {
	// Heard and not heeded: what Go ignores ends the program here.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	home := strings.ReplaceAll(os.Getenv("STORY_HOME"), "/", "\\")
	os.Setenv("USERPROFILE", home)
	os.Setenv("APPDATA", home+"\\.config")
	os.Setenv("LOCALAPPDATA", home+"\\.local\\state")
	program := exec.Command(os.Args[1], os.Args[2:]...)
	program.Stdin, program.Stdout, program.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := program.Run()
	if program.ProcessState == nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(255)
	}
	os.Exit(program.ProcessState.ExitCode())
}
