package main

import (
	"html/template"
	"net/http"
	"os"
)

var page = template.Must(template.ParseFiles("templates/prices.html"))

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		page.Execute(w, map[string]any{"Bread": 3, "User": os.Getuid()})
	})
	panic(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
