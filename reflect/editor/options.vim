" Options for vim and neovim, set when the text has been loaded: nothing of it is written anywhere
" but to the folder of its file. Options that a version lacks are skipped.
silent! set viminfo=
silent! set viminfofile=NONE
silent! set noundofile
silent! set nobackup
silent! set nowritebackup
silent! set patchmode=
" Close the swap file, which the user's settings may have put elsewhere, and open one beside the
" text, from which reflect recovers what was typed if the terminal is closed.
set noswapfile
set directory=.
set updatecount=20
set swapfile
