"""What every test can count on: nothing is fetched, nothing is reported, one thread a model."""

import os

QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
}
os.environ.update(QUIET)
for name in [name for name in os.environ if name.startswith("PINPOINT_")]:
    del os.environ[name]
