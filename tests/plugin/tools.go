//go:build tools

// Package plugin pins the real session-manager-plugin for the tests; tests/plugin/build.ts builds it.
package plugin

import _ "github.com/aws/session-manager-plugin/src/sessionmanagerplugin-main"
