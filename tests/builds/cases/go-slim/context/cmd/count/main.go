package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	for _, name := range os.Args[1:] {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			os.Exit(1)
		}
		os.Stdout.WriteString(name + " " + strconv.Itoa(len(strings.Fields(string(text)))) + "\n")
	}
}
