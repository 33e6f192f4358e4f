// Command look is one look of a go-tuf client. Argument: a request file. It prints {"targets": {path: length}} or
// {"error": text}.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/theupdateframework/go-tuf/v2/metadata"
	"github.com/theupdateframework/go-tuf/v2/metadata/config"
	"github.com/theupdateframework/go-tuf/v2/metadata/updater"
)

type request struct {
	MetadataDir     string   `json:"metadataDir"`
	MetadataBaseURL string   `json:"metadataBaseUrl"`
	TargetDir       string   `json:"targetDir"`
	TargetBaseURL   string   `json:"targetBaseUrl"`
	TrustedRoot     string   `json:"trustedRoot"`
	DaysAhead       int      `json:"daysAhead"`
	Paths           []string `json:"paths"`
	Downloads       []string `json:"downloads"`
}

type answer struct {
	Targets map[string]int64 `json:"targets,omitempty"`
	Error   string           `json:"error,omitempty"`
}

func main() {
	targets, err := look(os.Args[1])
	result := answer{Targets: targets}
	if err != nil {
		result = answer{Error: fmt.Sprintf("%T: %v", err, err)}
	}
	text, err := json.Marshal(result)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(text))
}

func look(file string) (map[string]int64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var asked request
	if err := json.Unmarshal(text, &asked); err != nil {
		return nil, err
	}
	client, err := refreshed(asked)
	if err != nil {
		return nil, err
	}
	targets := map[string]int64{}
	for _, path := range asked.Paths {
		info, err := client.GetTargetInfo(path)
		if isUnknown(err, path) {
			continue
		}
		if err != nil {
			return nil, err
		}
		targets[path] = info.Length
		if slices.Contains(asked.Downloads, path) {
			if err := download(client, info); err != nil {
				return nil, err
			}
		}
	}
	return targets, nil
}

func refreshed(asked request) (*updater.Updater, error) {
	root, err := os.ReadFile(asked.TrustedRoot)
	if err != nil {
		return nil, err
	}
	cfg, err := config.New(asked.MetadataBaseURL, root)
	if err != nil {
		return nil, err
	}
	cfg.LocalMetadataDir = asked.MetadataDir
	cfg.LocalTargetsDir = asked.TargetDir
	cfg.RemoteTargetsURL = asked.TargetBaseURL
	cfg.PrefixTargetsWithHash = false
	if err := cfg.EnsurePathsExist(); err != nil {
		return nil, err
	}
	client, err := updater.New(cfg)
	if err != nil {
		return nil, err
	}
	client.UnsafeSetRefTime(time.Now().UTC().AddDate(0, 0, asked.DaysAhead))
	return client, client.Refresh()
}

// isUnknown tells a path that no role signs; go-tuf has no type for that error.
func isUnknown(err error, path string) bool {
	return err != nil && err.Error() == fmt.Sprintf("target %s not found", path)
}

func download(client *updater.Updater, info *metadata.TargetFiles) error {
	if cached, _, err := client.FindCachedTarget(info, ""); err == nil && cached != "" {
		return nil
	}
	_, _, err := client.DownloadTarget(info, "", "")
	return err
}
