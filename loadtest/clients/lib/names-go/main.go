// How go-tuf matches patterns, finds names and writes canonical JSON. Questions on standard input, answers on standard
// output.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/secure-systems-lab/go-securesystemslib/cjson"
	"github.com/theupdateframework/go-tuf/v2/metadata"
)

type questions struct {
	Patterns  []struct{ Pattern, Path string }
	Documents []json.RawMessage
	Names     []struct {
		Role json.RawMessage
		Name string
	}
}

type answers struct {
	Patterns  []any `json:"patterns"`
	Documents []any `json:"documents"`
	Names     []any `json:"names"`
}

func main() {
	var asked questions
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	answers := answers{Patterns: []any{}, Documents: []any{}, Names: []any{}}
	for _, question := range asked.Patterns {
		role := metadata.DelegatedRole{Name: "role", Paths: []string{question.Pattern}}
		matched, err := role.IsDelegatedPath(question.Path)
		answers.Patterns = append(answers.Patterns, either(matched, err))
	}
	for _, document := range asked.Documents {
		answers.Documents = append(answers.Documents, either(signed(document)))
	}
	for _, question := range asked.Names {
		role, err := targets(question.Role)
		var found bool
		if err == nil {
			_, found = role.Signed.Targets[question.Name]
		}
		answers.Names = append(answers.Names, either(found, err))
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}

func targets(signed json.RawMessage) (*metadata.Metadata[metadata.TargetsType], error) {
	file := append(append([]byte(`{"signatures":[],"signed":`), signed...), '}')
	return (&metadata.Metadata[metadata.TargetsType]{}).FromBytes(file)
}

func signed(document json.RawMessage) (string, error) {
	role, err := targets(document)
	if err != nil {
		return "", err
	}
	text, err := cjson.EncodeCanonical(role.Signed)
	return string(text), err
}

func either[T any](value T, err error) any {
	if err != nil {
		return fmt.Sprint("error: ", err)
	}
	return value
}
