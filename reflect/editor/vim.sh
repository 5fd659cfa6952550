#!/bin/sh
# Runs vim with the options that keep it from leaving copies of the text. A link named like a vim
# that is installed comes first in $PATH, for scripts that start it with options such as `-u`, with
# which it ignores $VIMINIT.
folder=${0%/*}
# Without that folder, the same name finds the vim itself.
PATH=${PATH%%"$folder:"*}${PATH#*"$folder:"}
TMPDIR=${folder%/*}
export PATH TMPDIR
exec "${0##*/}" -n -i NONE -S "$folder/options.vim" "$@"
