package main

import (
	"os"
	"strings"
)

func main() {
	readme, err := os.ReadFile("/etc/ssl/certs/README")
	if err != nil {
		os.Exit(1)
	}
	os.Stdout.WriteString("hello " + strings.Join(os.Args[1:], " ") + ", " + string(readme))
}
