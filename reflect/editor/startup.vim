" Sourced through $VIMINIT by vim or neovim when another program, such as a shell script, starts
" them, so that they can't be given options.

" $VIMINIT replaces the user's configuration: load that, as vim would have. Versions of vim without
" expressions ignore everything between `if` and `endif`, and fail at `while`.
silent! while 0
  silent! source ~/.vimrc
silent! endwhile
if 1
  let $VIMINIT = $REFLECT_VIMINIT
  let s:config = empty($XDG_CONFIG_HOME) ? '~/.config' : $XDG_CONFIG_HOME
  if has('nvim')
    let s:files = [stdpath('config') . '/init.lua', stdpath('config') . '/init.vim']
  else
    let s:files = ['~/.vimrc', '~/.vim/vimrc', s:config . '/vim/vimrc']
  endif
  call filter(map(s:files, 'expand(v:val)'), 'filereadable(v:val)')
  if !empty($VIMINIT)
    execute $VIMINIT
  elseif !empty(s:files)
    let $MYVIMRC = s:files[0]
    execute 'source' fnameescape($MYVIMRC)
  elseif !empty($EXINIT)
    execute $EXINIT
  elseif filereadable(expand('~/.exrc'))
    source ~/.exrc
  elseif !has('nvim')
    silent! source $VIMRUNTIME/defaults.vim
  endif
  if isdirectory($REFLECT_TMPDIR)
    let $TMPDIR = $REFLECT_TMPDIR
    let s:options = 'source ' . fnameescape(expand('<sfile>:p:h') . '/options.vim')
    execute s:options
    " Once more after the plugins and the user's autocommands.
    execute 'autocmd BufReadPost,VimEnter *' s:options
  endif
endif
set directory=.
